package dev.rollcall.grant;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;

/** Gives people and custom roles permissions on a stack, in the transaction that has locked the organization. */
@ApplicationScoped
public class StackSharing {

    /** Machine tokens act as accounts without logins, so nobody can name them. */
    private static final String PERSON = """
            select u.id, u.login,
                exists (select from membership m where m.user_id = u.id and m.organization_id = ?) as member,
                exists (select from membership m where m.user_id = u.id and m.manages_account) as managed
            from owner_name n join app_user u on u.id = n.user_id
            where lower(n.name) = lower(?) and u.kind = 'person' and u.state <> 'deleted'""";

    private final Sql sql;
    private final StackGrants grants;
    private final AuditLog audit;

    StackSharing(Sql sql, StackGrants grants, AuditLog audit) {
        this.sql = sql;
        this.grants = grants;
        this.audit = audit;
    }

    private record Person(UUID id, String login, boolean member, boolean managed) {}

    /**
     * Sets what a person may do with a stack. The caller administers it. Only admins of the organization let people in who
     * do not belong to it.
     *
     * @param login in upper or lower case
     * @throws ApiException 400 if another organization manages the person's account, 403 if the caller may not, 404 if
     *     nobody has this login
     */
    public void setPerson(
            Source source, Standing standing, ReachedStack stack, String login, StackPermission permission) {
        stack.require(StackPermission.ADMIN);
        Person person = person(standing, login);
        if (permission != StackPermission.NONE && !person.member()) {
            if (standing.role() != Role.ADMIN) {
                throw ApiException.forbidden("User '" + person.login() + "' does not belong to the organization '"
                        + standing.login() + "'. Only its admins let others use a stack. Ask one of them.");
            }
            if (person.managed()) {
                throw ApiException.badRequest("The account is managed by another organization.");
            }
        }
        set(source, stack, Grantee.user(person.id()), permission, "user '" + person.login() + "'");
    }

    /**
     * Sets what the members with a custom role may do with a stack. The caller is an admin of the organization.
     *
     * @throws ApiException 403 if the caller may not, 404 if the organization has no such custom role
     */
    public void setRole(
            Source source, Standing standing, ReachedStack stack, String roleId, StackPermission permission) {
        standing.require(Permission.CHANGE_ROLES);
        UUID id;
        try {
            id = UUID.fromString(roleId);
        } catch (IllegalArgumentException notAnId) {
            throw noRole(roleId);
        }
        String name = sql.query(
                "The role could not be read",
                "select name from role where id = ? and organization_id = ?",
                (ResultSet row) -> row.next() ? row.getString(1) : null,
                id,
                standing.organizationId());
        if (name == null) {
            throw noRole(roleId);
        }
        set(source, stack, Grantee.role(id), permission, "role '" + name + "'");
    }

    private static ApiException noRole(String id) {
        return ApiException.notFound("Role '" + id + "' not found");
    }

    private Person person(Standing standing, String login) {
        return (OwnerName.isValid(login)
                        ? sql
                                .list(
                                        "The person could not be read",
                                        PERSON,
                                        row -> new Person(
                                                row.getObject("id", UUID.class),
                                                row.getString("login"),
                                                row.getBoolean("member"),
                                                row.getBoolean("managed")),
                                        standing.organizationId(),
                                        login)
                                .stream()
                                .findFirst()
                        : Optional.<Person>empty())
                .orElseThrow(() -> ApiException.notFound("User '" + login + "' not found"));
    }

    private void set(Source source, ReachedStack stack, Grantee grantee, StackPermission permission, String who) {
        String path = stack.project() + "/" + stack.name();
        if (permission == StackPermission.NONE) {
            if (grants.remove(grantee, stack)) {
                audit.record(
                        Action.STACK_PERMISSION_REMOVED,
                        source,
                        stack.organizationId(),
                        grantee.id,
                        "Removed the permission of " + who + " on stack '" + path + "'");
            }
            return;
        }
        if (permission == grants.of(grantee, stack)) {
            return;
        }
        if (!grants.set(grantee, stack.id(), permission)) {
            throw StackAccess.notFound(stack);
        }
        audit.record(
                Action.STACK_PERMISSION_CHANGED,
                source,
                stack.organizationId(),
                grantee.id,
                "Set the permission of " + who + " on stack '" + path + "' to " + permission.stored());
    }
}
