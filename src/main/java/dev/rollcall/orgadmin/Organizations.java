package dev.rollcall.orgadmin;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.orgadmin.AdministeredOrganization.Page;
import dev.rollcall.organization.Membership;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.Role;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.query.PageSize;
import dev.rollcall.query.TextPage;
import dev.rollcall.stack.StackDeletion;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Lists, creates, renames and deletes organizations. */
@ApplicationScoped
public class Organizations {

    private static final String FAILURE = "The organizations could not be read";

    /** The service account is a member, but not a person. */
    private static final String GET = "select " + AdministeredOrganization.COLUMNS + """
            , (select count(*) from membership m where m.organization_id = o.id) - num_nonnulls(o.service_account_id)
                as members,
            (select count(*) from stack s where s.organization_id = o.id) as stacks
            from owner_name n join organization o on o.id = n.organization_id where lower(n.name) = lower(?)""";

    private static final String MANAGED =
            "select exists (select from membership where user_id = ? and manages_account)";

    private final Sql sql;
    private final StackDeletion stacks;
    private final PublicAddress address;
    private final OrganizationsConfig config;

    Organizations(Sql sql, StackDeletion stacks, PublicAddress address, OrganizationsConfig config) {
        this.sql = sql;
        this.stacks = stacks;
        this.address = address;
        this.config = config;
    }

    /**
     * Reads a page of the shared organizations, by login.
     *
     * @param search a part of the login or of the name that is shown, in upper or lower case; empty for all
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this search
     */
    public Page page(String search, PageSize size, String after) {
        String question = "organizations, " + search.toLowerCase(Locale.ROOT);
        TextPage<AdministeredOrganization> page = TextPage.read(
                question, size.value(), after, (last, most) -> read(search, last, most), Organizations::key);
        return new Page(page.entries(), page.next());
    }

    private List<AdministeredOrganization> read(String search, Optional<TextKey> last, int most) {
        if (search.indexOf('\0') >= 0) {
            return List.of();
        }
        List<Object> parameters =
                new ArrayList<>(List.of(last.map(TextKey::text).orElse("")));
        if (!search.isEmpty()) {
            parameters.addAll(List.of(search, search));
        }
        parameters.add(most);
        return sql.list(
                FAILURE,
                pageStatement(!search.isEmpty()),
                row -> AdministeredOrganization.of(row, address, null, null),
                parameters.toArray());
    }

    private static TextKey key(AdministeredOrganization organization) {
        return new TextKey(organization.name().toLowerCase(Locale.ROOT), UUID.fromString(organization.id()));
    }

    /** Parameters: the login to begin after, twice the text to search if there is one, and the number of rows. */
    static String pageStatement(boolean searches) {
        return "select " + AdministeredOrganization.COLUMNS
                + " from organization o where o.kind <> 'single-user' and lower(o.login) > ?"
                + (searches ? " and (strpos(lower(o.login), lower(?)) > 0 or strpos(lower(o.name), lower(?)) > 0)" : "")
                + " order by lower(o.login) limit ?";
    }

    /**
     * Reads an organization.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if there is none
     */
    public AdministeredOrganization get(String login) {
        Optional<AdministeredOrganization> found = OwnerName.isValid(login)
                ? sql
                        .list(
                                FAILURE,
                                GET,
                                (ResultSet row) -> AdministeredOrganization.of(
                                        row, address, row.getLong("members"), row.getLong("stacks")),
                                login)
                        .stream()
                        .findFirst()
                : Optional.empty();
        return found.orElseThrow(() -> ApiException.notFound("Organization '" + login + "' not found"));
    }

    /**
     * Creates an organization with its first admin, in the caller's transaction.
     *
     * @throws ApiException 400 if the person may not be its admin, 409 if the login is taken or reserved
     */
    AdministeredOrganization create(String login, String name, User admin) {
        // The account must not be deleted meanwhile.
        User.getEntityManager().refresh(admin, LockModeType.PESSIMISTIC_WRITE);
        if (admin.state == User.State.DELETED) {
            throw ApiException.notFound("The admin's account is deleted.");
        }
        if (admin.state != User.State.ACTIVE) {
            throw ApiException.badRequest("The admin's account is suspended.");
        }
        if (sql.query(FAILURE, MANAGED, row -> row.next() && row.getBoolean(1), admin.id)) {
            throw ApiException.badRequest("The account is managed by another organization.");
        }
        Organization organization = Organization.sharedIfFree(login, name).orElseThrow(() -> taken(login));
        new Membership(admin.id, organization, Role.ADMIN).persistAndFlush();
        return get(login);
    }

    private static ApiException taken(String login) {
        return ApiException.conflict("Name '" + login + "' is taken.");
    }

    /**
     * Locks a shared organization until the transaction ends. Nobody can join or leave it, and it gets no stacks and no
     * tokens meanwhile.
     *
     * @throws ApiException 400 for an individual organization, 404 if there is none
     */
    Organization locked(String login) {
        Organization organization = Organization.locked(
                        UUID.fromString(get(login).id()))
                .orElseThrow(() -> ApiException.notFound("Organization '" + login + "' not found"));
        if (organization.kind == Organization.Kind.SINGLE_USER) {
            throw ApiException.badRequest("'" + login + "' is the individual organization of a person. It changes with"
                    + " the account of the person.");
        }
        return organization;
    }

    /**
     * Gives a locked organization another login. The old one stays reserved for it.
     *
     * @throws ApiException 409 if the login is taken or reserved
     */
    void rename(Organization organization, String login) {
        if (!OwnerName.renameOrganization(organization.id, login, config.reserveLogin())) {
            throw taken(login);
        }
    }

    /**
     * Deletes a locked organization with its members' places, teams, roles, invites and tokens. Its login stays reserved.
     *
     * @param withStacks whether to delete its stacks, too
     * @throws ApiException 409 if it has stacks that may not be deleted
     */
    void delete(Organization organization, boolean withStacks) {
        UUID id = organization.id;
        if (withStacks) {
            stacks.deleteAll(id);
        } else if (stacks.exist(id)) {
            throw ApiException.conflict("Organization still contains stacks.");
        }
        String failure = "The organization could not be deleted";
        sql.update(failure, "delete from access_token where organization_id = ?", id);
        OwnerName.giveUp(id, config.reserveLogin());
        // Foreign keys delete the rest.
        sql.update(failure, "delete from organization where id = ?", id);
        if (organization.serviceAccountId != null) {
            // The row stays as the author of what its tokens did.
            sql.update(failure, "update app_user set state = 'deleted' where id = ?", organization.serviceAccountId);
        }
    }
}
