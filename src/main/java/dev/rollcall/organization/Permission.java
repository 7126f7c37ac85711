package dev.rollcall.organization;

import java.util.EnumSet;
import java.util.Set;

/**
 * What somebody may do in an organization, and the built-in roles that include it (contract for writes, section 2). Admins
 * may do everything. A custom role counts as {@link Role#MEMBER} here: it is about stacks.
 */
public enum Permission {
    READ_MEMBERS("org_member:read", Role.MEMBER, Role.BILLING_MANAGER),
    ADD_MEMBERS("org_member:add"),
    CHANGE_MEMBERS("org_member:update"),
    REMOVE_MEMBERS("org_member:delete"),
    SET_ADMIN("org_member:set_admin"),
    READ_MEMBER_ACCESS("org_member_access:read"),
    READ_INVITES("invites:read"),
    CREATE_INVITES("invites:create"),
    READ_TEAMS("team:read", Role.MEMBER, Role.BILLING_MANAGER),
    CREATE_TEAMS("team:create"),
    CHANGE_TEAMS("team:update"),
    DELETE_TEAMS("team:delete"),
    READ_ROLES("role:read"),
    CREATE_ROLES("role:create"),
    CHANGE_ROLES("role:update"),
    READ_TOKENS("org_token:read"),
    CREATE_TOKENS("org_token:create"),
    DELETE_TOKENS("org_token:delete"),
    READ_AUDIT_LOGS("audit_logs:read"),
    EXPORT_AUDIT_LOGS("audit_logs:export"),
    CHANGE_SETTINGS("organization:update"),
    CREATE_STACKS("stack:create");

    /** The published name of the permission. Refusals name it. */
    final String scope;

    /** Nobody changes it. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Role> roles;

    Permission(String scope, Role... roles) {
        this.scope = scope;
        this.roles = EnumSet.of(Role.ADMIN, roles);
    }

    boolean isIncludedIn(Role role) {
        return roles.contains(role);
    }
}
