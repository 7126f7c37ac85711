package dev.rollcall.member;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.member.Members.Found;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.role.Roles;
import dev.rollcall.role.Roles.Assignable;
import dev.rollcall.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Changes the members of an organization for a caller, if they may, and records it. One transaction per change. */
@ApplicationScoped
public class MemberChanges {

    private final OrganizationAccess access;
    private final Members members;
    private final Roles roles;
    private final AuditLog audit;

    MemberChanges(OrganizationAccess access, Members members, Roles roles, AuditLog audit) {
        this.access = access;
        this.members = members;
        this.roles = roles;
        this.audit = audit;
    }

    /** Adds a person who has an account, with a built-in role. Refuses what {@link Members#add} refuses. */
    @Transactional
    public Member add(Caller caller, Source source, String organization, String login, String role) {
        Standing standing = writer(caller, organization, Permission.ADD_MEMBERS);
        Assignable assigned = builtIn(role);
        Found added = members.add(standing, login, assigned);
        String done = "Added '" + login(added) + "' with the role " + assigned.name();
        audit.record(Action.MEMBER_ADDED, source, standing.organizationId(), added.userId(), done);
        return added.member();
    }

    /**
     * Gives a member another role.
     *
     * @param role the identifier of a built-in role; ignored if there is an id
     * @param roleId the id of any role; null if there is none
     * @return the login of the member
     * @throws ApiException 400 if there is no such role, 403 if the caller may not, 404 if there is no such member, 409 if
     *     nobody would be an admin
     */
    @Transactional
    public String changeRole(
            Caller caller, Source source, String organization, String login, String role, String roleId) {
        Standing standing = writer(caller, organization, Permission.CHANGE_MEMBERS);
        Assignable assigned = roleId == null
                ? builtIn(role)
                : roles.find(standing.organizationId(), roleId)
                        .orElseThrow(() -> ApiException.badRequest("Invalid parameter 'roleID'."));
        Found found = members.find(standing, login);
        if (members.change(standing, found, assigned)) {
            String before = found.member().fgaRole().name();
            String done = "Changed the role of '" + login(found) + "' from " + before + " to " + assigned.name();
            audit.record(Action.MEMBER_ROLE_CHANGED, source, standing.organizationId(), found.userId(), done);
        }
        return login(found);
    }

    private static Assignable builtIn(String role) {
        return Role.of(role)
                .map(Assignable::of)
                .orElseThrow(() -> ApiException.badRequest("Invalid organization role."));
    }

    /** Removes a member who is not the caller, as {@link #changeRole} changes one. */
    @Transactional
    public String remove(Caller caller, Source source, String organization, String login) {
        Standing standing = writer(caller, organization, Permission.REMOVE_MEMBERS);
        Found found = members.find(standing, login);
        if (found.userId().equals(caller.userId())) {
            throw ApiException.badRequest("You cannot remove yourself from the organization.");
        }
        members.remove(standing, found);
        String done = "Removed '" + login(found) + "'";
        audit.record(Action.MEMBER_REMOVED, source, standing.organizationId(), found.userId(), done);
        return login(found);
    }

    /** Locks the organization first, so that two changes of its members happen one after the other. */
    private Standing writer(Caller caller, String organization, Permission permission) {
        return access.locked(caller, organization).require(permission).requireShared("Members");
    }

    private static String login(Found found) {
        return found.member().user().githubLogin();
    }
}
