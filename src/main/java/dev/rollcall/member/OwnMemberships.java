package dev.rollcall.member;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.member.Members.Found;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The organizations that a person belongs to, and leaving them. */
@ApplicationScoped
public class OwnMemberships {

    /** More than people look through. Whoever is in more organizations uses the API. */
    private static final int MOST = 1000;

    private static final String LIST = """
            select o.login, o.name, o.kind = 'single-user' as individual, m.role, r.name as custom_role, m.manages_account
            from membership m
            join organization o on o.id = m.organization_id
            left join role r on r.id = m.role_id
            where m.user_id = ?
            order by o.kind <> 'single-user', lower(o.login) limit ?""";

    private final Sql sql;
    private final OrganizationAccess access;
    private final Members members;
    private final AuditLog audit;

    OwnMemberships(Sql sql, OrganizationAccess access, Members members, AuditLog audit) {
        this.sql = sql;
        this.access = access;
        this.members = members;
        this.audit = audit;
    }

    /**
     * An organization of a person.
     *
     * @param login the name in URLs
     * @param role the title of the person's role, built-in or custom
     * @param individual whether it is the person's individual organization, which nobody can leave
     * @param managing whether the organization manages the person's account
     */
    public record Own(String login, String name, String role, boolean individual, boolean managing) {

        private static Own of(ResultSet row) throws SQLException {
            return new Own(
                    row.getString("login"),
                    row.getString("name"),
                    Objects.requireNonNullElse(
                            row.getString("custom_role"),
                            Role.of(row.getString("role")).orElseThrow().title),
                    row.getBoolean("individual"),
                    row.getBoolean("manages_account"));
        }
    }

    /** {@return the organizations of a person: the individual one, then the others by login} At most 1,000. */
    public List<Own> of(UUID person) {
        return sql.list("The organizations could not be read", LIST, Own::of, person, MOST);
    }

    /**
     * Finds an organization that a person can leave.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if the person does not belong to it, 400 if it is an individual one, 403 if it manages the
     *     person's account, 409 if it would have no admin
     */
    public String leavable(Caller caller, String login) {
        return leavable(access.of(caller, login), caller.userId()).login();
    }

    private Standing leavable(Standing standing, UUID person) {
        standing.requireShared("Members");
        if (sql.query(
                "The membership could not be read",
                "select from membership where user_id = ? and organization_id = ? and manages_account",
                ResultSet::next,
                person,
                standing.organizationId())) {
            throw ApiException.forbidden("The organization '" + standing.login()
                    + "' manages your account, so you cannot leave it. Ask its admins.");
        }
        if (standing.role() == Role.ADMIN && !members.hasAnotherAdmin(standing, person)) {
            throw ApiException.conflict("You are the last admin of '" + standing.login()
                    + "'. Make another member an admin first, or ask a site administrator to delete the organization.");
        }
        return standing;
    }

    /**
     * Leaves an organization, with its teams and everything that was granted to the person there.
     *
     * @throws ApiException as {@link #leavable}
     */
    @Transactional
    public void leave(Caller caller, Source source, String login) {
        Standing standing = leavable(access.locked(caller, login), caller.userId());
        Found own = members.find(standing, caller.userId());
        members.remove(standing, own);
        audit.record(
                Action.MEMBER_REMOVED,
                source,
                standing.organizationId(),
                own.userId(),
                "Left the organization as '" + own.member().user().githubLogin() + "'");
    }
}
