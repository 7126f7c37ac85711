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
import java.util.UUID;

/** What people do with their own memberships: they leave. */
@ApplicationScoped
public class OwnMemberships {

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
     * Finds an organization that a person can leave.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if the person does not belong to it, 400 if it is an individual one, 403 if it manages the
     *     person's account, 409 if it would have no admin
     */
    public String leavable(Caller caller, String login) {
        return leavable(access.of(caller, login), caller.userId()).login();
    }

    /** A member who wants to leave. */
    private record Leaver(boolean managed, boolean anotherAdmin) {}

    private Standing leavable(Standing standing, UUID person) {
        standing.requireShared("Members");
        Leaver leaver = sql.query(
                "The membership could not be read",
                "select manages_account, (" + Members.ANOTHER_ADMIN
                        + ") as another_admin from membership where user_id = ? and organization_id = ?",
                row -> row.next()
                        ? new Leaver(row.getBoolean("manages_account"), row.getBoolean("another_admin"))
                        : new Leaver(false, true),
                standing.organizationId(),
                person,
                person,
                standing.organizationId());
        if (leaver.managed()) {
            throw ApiException.forbidden("The organization '" + standing.login()
                    + "' manages your account, so you cannot leave it. Ask its admins.");
        }
        if (standing.role() == Role.ADMIN && !leaver.anotherAdmin()) {
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
