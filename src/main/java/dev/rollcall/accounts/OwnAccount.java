package dev.rollcall.accounts;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.user.Avatar;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What people do with their own account (contract for writes, section 3.12). An account that an organization manages is left
 * to the organization.
 */
@ApplicationScoped
public class OwnAccount {

    private static final String FAILURE = "The account could not be read";

    private static final String SELECT = """
            select u.id, u.login, u.name, u.avatar_url, u.name_edited, u.avatar_edited,
                exists (select from membership m where m.user_id = u.id and m.manages_account) as managed,
                (select count(*) from stack s join owner_name n on n.organization_id = s.organization_id
                    where n.user_id = u.id) as stacks
            from app_user u where u.state <> 'deleted' and u.id =""";

    private static final String BY_LOGIN = " (select n.user_id from owner_name n where lower(n.name) = lower(?))";

    private final Sql sql;
    private final AccountChanges changes;
    private final AccountDeletion deletion;
    private final AuditLog audit;
    private final PublicAddress address;

    OwnAccount(Sql sql, AccountChanges changes, AccountDeletion deletion, AuditLog audit, PublicAddress address) {
        this.sql = sql;
        this.changes = changes;
        this.deletion = deletion;
        this.audit = audit;
        this.address = address;
    }

    /**
     * An account, as its person sees it.
     *
     * @param name the name that is shown; may be empty
     * @param picture URL of the picture
     * @param pictureUrl the URL that the person or a provider set; empty for the generated picture
     * @param nameEdited whether the name was edited here, so that syncs keep it
     * @param managed whether an organization manages the account
     * @param stacks how many stacks the individual organization has
     */
    public record Profile(
            UUID id,
            String login,
            String name,
            String picture,
            String pictureUrl,
            boolean nameEdited,
            boolean pictureEdited,
            boolean managed,
            long stacks) {}

    /** {@return the account of a person} */
    public Profile profile(UUID person) {
        return find(" ?", person).orElseThrow(() -> ApiException.notFound("This account is deleted."));
    }

    /**
     * Reads somebody's account, for site administrators.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if nobody has this login
     */
    public Profile named(String login) {
        return (OwnerName.isValid(login) ? find(BY_LOGIN, login) : Optional.<Profile>empty())
                .orElseThrow(() -> Accounts.notFound(login));
    }

    private Optional<Profile> find(String id, Object parameter) {
        return sql.list(FAILURE, SELECT + id, this::profile, parameter).stream().findFirst();
    }

    private Profile profile(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String avatar = row.getString("avatar_url");
        return new Profile(
                id,
                row.getString("login"),
                row.getString("name"),
                avatar == null ? address.link(Avatar.path(id)) : avatar,
                Objects.requireNonNullElse(avatar, ""),
                row.getBoolean("name_edited"),
                row.getBoolean("avatar_edited"),
                row.getBoolean("managed"),
                row.getLong("stacks"));
    }

    /** {@return the organizations that would have no admin without this person, by login} */
    public List<String> lastAdminOf(UUID person) {
        return deletion.withoutAnotherAdmin(person);
    }

    /**
     * Changes the name and the picture. Syncs keep what is changed here.
     *
     * @param pictureUrl empty for the generated picture
     * @throws ApiException 400 for an invalid value, 403 if an organization manages the account
     */
    @Transactional
    public void change(Source source, String name, String pictureUrl) {
        change(source, new ChangeUserRequest(null, name, null, null, pictureUrl, null));
    }

    /**
     * Renames the person and their individual organization. The old login stays reserved for the person.
     *
     * @throws ApiException 400 for an invalid login, 403 if an organization manages the account, 409 if somebody else has
     *     the login or it is reserved
     */
    @Transactional
    public void rename(Source source, String login) {
        change(source, new ChangeUserRequest(login, null, null, null, null, null));
    }

    private void change(Source source, ChangeUserRequest wanted) {
        // Locks first, so that the login is the one before this change.
        User person = User.locked(source.actorId()).orElseThrow();
        Profile before = unmanaged(source.actorId());
        List<String> changed = changes.change(person, before.login(), wanted);
        if (!changed.isEmpty()) {
            audit.record(
                    Action.USER_CHANGED,
                    source,
                    null,
                    person.id,
                    "Changed their own account '" + before.login() + "': " + String.join(", ", changed));
        }
    }

    /**
     * Deletes the account, like {@link AccountDeletion#delete}.
     *
     * @param typed what the person typed to confirm; must be the login
     * @param withStacks whether to delete the stacks of the individual organization, too
     * @throws ApiException 400 if the login is not the typed one, or there are stacks to be deleted too; 403 if an
     *     organization manages the account; 409 if it is the last admin of an organization, or the last site administrator
     */
    @Transactional
    public void delete(Source source, String typed, boolean withStacks) {
        Profile account = unmanaged(source.actorId());
        if (!account.login().equals(typed)) {
            throw ApiException.badRequest("You did not type " + account.login() + ". The account is not deleted.");
        }
        if (account.stacks() > 0 && !withStacks) {
            throw ApiException.badRequest(
                    "Your individual organization has stacks. Tick the box to delete them, too, or"
                            + " move them to another organization first.");
        }
        deletion.delete(account.id(), account.login(), withStacks, source);
    }

    private Profile unmanaged(UUID person) {
        Profile account = profile(person);
        if (account.managed()) {
            throw ApiException.forbidden(
                    "Your organization manages this account. Ask its admins to change or delete it.");
        }
        return account;
    }
}
