package dev.rollcall.accounts;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Disconnection;
import dev.rollcall.stack.StackDeletion;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.util.List;
import java.util.UUID;

/**
 * Ends the account of a person. Its row stays, with the name, as the author of what the account did. Everything else that
 * belongs to it goes.
 */
@ApplicationScoped
public class AccountDeletion {

    private static final String FAILURE = "The account could not be deleted";

    /** Before the account, in the order in which changes of members lock. */
    private static final String LOCK_ORGANIZATIONS = """
            select o.id from organization o join membership m on m.organization_id = o.id
            where m.user_id = ? and m.role = 'admin' order by o.id for no key update of o""";

    private static final String WITHOUT_ANOTHER_ADMIN = """
            select o.login from organization o join membership m on m.organization_id = o.id
            where m.user_id = ? and m.role = 'admin' and o.kind <> 'single-user' and not exists (
                select from membership a join app_user u on u.id = a.user_id
                where a.organization_id = o.id and a.role = 'admin' and a.user_id <> m.user_id and u.state = 'active')
            order by lower(o.login)""";

    private static final String LEAVE = """
            delete from membership m using organization o
            where o.id = m.organization_id and m.user_id = ? and o.kind <> 'single-user' returning o.id""";

    private static final String ERASE = """
            update app_user set state = 'deleted', email = null, email_verified_at = null, avatar_url = null,
                site_admin = false, registry_admin = false, mfa = false, default_organization_id = null
            where id = ?""";

    /** How many organizations a message names. */
    private static final int NAMED = 20;

    private final Sql sql;
    private final SiteAdministrators administrators;
    private final Disconnection disconnection;
    private final StackDeletion stacks;
    private final AuditLog audit;
    private final AccountsConfig config;

    AccountDeletion(
            Sql sql,
            SiteAdministrators administrators,
            Disconnection disconnection,
            StackDeletion stacks,
            AuditLog audit,
            AccountsConfig config) {
        this.sql = sql;
        this.administrators = administrators;
        this.disconnection = disconnection;
        this.stacks = stacks;
        this.audit = audit;
        this.config = config;
    }

    /**
     * Deletes an account, in the caller's transaction: its tokens, sessions, identities and memberships, its individual
     * organization, its addresses. The login stays reserved.
     *
     * @param login for messages and events
     * @param withStacks whether to delete the stacks of the individual organization, too
     * @throws ApiException 404 if another transaction has deleted the account; 409 if it is the last site administrator or
     *     the last admin of an organization, or if there are stacks that may not be deleted
     */
    @Transactional(TxType.MANDATORY)
    public void delete(UUID userId, String login, boolean withStacks, Source source) {
        administrators.requireAnother(userId);
        sql.query(FAILURE, LOCK_ORGANIZATIONS, ResultSet::next, userId);
        if (!sql.query(
                FAILURE,
                "select from app_user where id = ? and state <> 'deleted' for update",
                ResultSet::next,
                userId)) {
            throw ApiException.notFound("User '" + login + "' not found");
        }
        // Organizations that made the person an admin before the account was locked.
        sql.query(FAILURE, LOCK_ORGANIZATIONS, ResultSet::next, userId);
        requireOtherAdmins(userId, login);
        leaveOrganizations(userId, login, source);
        disconnection.disconnectAll(userId);
        List<UUID> individual = sql.list(
                FAILURE,
                "select organization_id from owner_name where user_id = ? and organization_id is not null",
                row -> row.getObject(1, UUID.class),
                userId);
        OwnerName.giveUpAccount(userId, config.reserveLogin());
        individual.forEach(organization -> deleteIndividual(organization, login, withStacks));
        for (String table : List.of("access_token", "browser_session", "email_verification", "stack_grant")) {
            sql.update(FAILURE, "delete from " + table + " where user_id = ?", userId);
        }
        sql.update(FAILURE, ERASE, userId);
        audit.record(Action.USER_DELETED, source, null, userId, "Deleted user '" + login + "'");
    }

    /** {@return the shared organizations that would have no admin who can sign in without this person, by login} */
    List<String> withoutAnotherAdmin(UUID userId) {
        return sql.list(FAILURE, WITHOUT_ANOTHER_ADMIN, row -> row.getString(1), userId);
    }

    private void requireOtherAdmins(UUID userId, String login) {
        List<String> organizations = withoutAnotherAdmin(userId);
        if (!organizations.isEmpty()) {
            int more = organizations.size() - NAMED;
            throw ApiException.conflict("User '" + login + "' is the last admin of "
                    + String.join(", ", organizations.subList(0, Math.min(NAMED, organizations.size())))
                    + (more > 0 ? " and " + more + " more" : "")
                    + ". Make another member an admin, or delete the organization.");
        }
    }

    private void leaveOrganizations(UUID userId, String login, Source source) {
        sql.list(FAILURE, LEAVE, row -> row.getObject(1, UUID.class), userId)
                .forEach(organization -> audit.record(
                        Action.MEMBER_REMOVED,
                        source,
                        organization,
                        userId,
                        "Removed member '" + login + "', whose account was deleted"));
    }

    private void deleteIndividual(UUID organization, String login, boolean withStacks) {
        sql.query(FAILURE, "select from organization where id = ? for update", ResultSet::next, organization);
        if (withStacks) {
            stacks.deleteAll(organization);
        } else if (stacks.exist(organization)) {
            throw ApiException.conflict("User '" + login
                    + "' has stacks in the individual organization. To delete them, too, send force=true.");
        }
        sql.update(FAILURE, "delete from access_token where organization_id = ?", organization);
        sql.update(
                FAILURE,
                "update app_user u set state = 'deleted' from organization o where o.id = ? and u.id = o.service_account_id",
                organization);
        // Foreign keys delete the rest.
        sql.update(FAILURE, "delete from organization where id = ?", organization);
    }
}
