package dev.rollcall.settings;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;

/** Reads and writes the settings of organizations. */
@ApplicationScoped
public class OrganizationSettings {

    /** Null leaves a setting as it is. Changes no row if every setting has its value already. */
    private static final String UPDATE = """
            update organization o
            set default_stack_permission = new.stacks, members_can_create_stacks = new.may_create,
                members_can_delete_stacks = new.may_delete, members_can_transfer_stacks = new.may_transfer,
                members_can_create_teams = new.may_create_teams, max_access_token_expiry_days = new.days
            from (
                select id, coalesce(?, default_stack_permission) as stacks,
                    coalesce(?, members_can_create_stacks) as may_create,
                    coalesce(?, members_can_delete_stacks) as may_delete,
                    coalesce(?, members_can_transfer_stacks) as may_transfer,
                    coalesce(?, members_can_create_teams) as may_create_teams,
                    nullif(coalesce(?::integer, max_access_token_expiry_days), 0) as days
                from organization where id = ?) new
            where o.id = new.id
                and (o.default_stack_permission, o.members_can_create_stacks, o.members_can_delete_stacks,
                        o.members_can_transfer_stacks, o.members_can_create_teams, o.max_access_token_expiry_days)
                    is distinct from (new.stacks, new.may_create, new.may_delete, new.may_transfer, new.may_create_teams,
                        new.days)""";

    private final Sql sql;
    private final OrganizationAccess access;
    private final AuditLog audit;

    OrganizationSettings(Sql sql, OrganizationAccess access, AuditLog audit) {
        this.sql = sql;
        this.access = access;
        this.audit = audit;
    }

    /** {@return the settings and numbers, for everybody who belongs to the organization} */
    public OrganizationMetadata read(Standing standing) {
        return sql.query(
                "The organization could not be read",
                OrganizationMetadata.STATEMENT,
                (ResultSet row) -> {
                    row.next();
                    return OrganizationMetadata.of(standing, row);
                },
                standing.organizationId());
    }

    /**
     * How large an organization is.
     *
     * @param members people, without the account that its tokens act as
     */
    public record Size(long members, long stacks) {}

    /** {@return how large an organization is, for everybody who belongs to it} */
    public Size size(Standing standing) {
        return sql.query(
                "The organization could not be read",
                OrganizationMetadata.STATEMENT,
                row -> {
                    row.next();
                    return new Size(row.getLong("members"), row.getLong("stacks"));
                },
                standing.organizationId());
    }

    /**
     * Changes the settings that a request names, for a caller who may, and records it.
     *
     * @return all settings, after the change
     * @throws ApiException 400 if a value is invalid or this server does not have the setting, 403 if the caller may not
     */
    @Transactional
    public OrganizationMetadata update(
            Caller caller, Source source, String organization, UpdateOrganizationRequest wanted) {
        Standing standing = access.locked(caller, organization).require(Permission.CHANGE_SETTINGS);
        wanted.check();
        if (change(standing, wanted)) {
            audit.record(
                    Action.ORGANIZATION_SETTINGS_CHANGED,
                    source,
                    standing.organizationId(),
                    standing.organizationId(),
                    "Changed the settings of organization '" + standing.login() + "': " + wanted.wishes());
        }
        return read(standing);
    }

    /** Returns whether a setting changed. */
    private boolean change(Standing standing, UpdateOrganizationRequest settings) {
        return sql.update(
                        "The settings could not be written",
                        UPDATE,
                        settings.stackPermission().map(StackPermission::stored).orElse(null),
                        settings.setMembersCanCreateStacks(),
                        settings.setMembersCanDeleteStacks(),
                        settings.setMembersCanTransferStacks(),
                        settings.setMembersCanCreateTeams(),
                        settings.setMaxAccessTokenExpiryDays(),
                        standing.organizationId())
                == 1;
    }
}
