package dev.rollcall.settings;

import dev.rollcall.database.Sql;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import jakarta.enterprise.context.ApplicationScoped;
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

    OrganizationSettings(Sql sql) {
        this.sql = sql;
    }

    OrganizationMetadata read(Standing standing) {
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

    /** {@return whether a setting changed} */
    boolean change(Standing standing, UpdateOrganizationRequest settings) {
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
