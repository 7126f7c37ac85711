package dev.rollcall.directory;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Standing;
import dev.rollcall.stack.ReachedStack;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Decides who creates, deletes and transfers stacks: admins of the organization, and its members as far as its settings
 * let them.
 */
@Singleton
class DirectoryRights {

    private static final String SETTINGS = """
            select members_can_create_stacks, members_can_delete_stacks, members_can_transfer_stacks
            from organization where id = ?""";

    private final Sql sql;

    DirectoryRights(Sql sql) {
        this.sql = sql;
    }

    private record Settings(boolean create, boolean delete, boolean transfer) {}

    /**
     * Requires that the caller may create stacks in an organization. Tokens of the organization and of its teams may, as
     * members. A custom role is about the stacks that were granted to it, so it does not include this.
     *
     * @throws ApiException 403 if they may not
     */
    void requireCreation(Standing standing) {
        boolean member = standing.role() == Role.MEMBER && standing.customRoleId() == null;
        if (!member || !settings(standing.organizationId()).create()) {
            standing.require(Permission.CREATE_STACKS);
        }
    }

    /**
     * Requires that somebody who administers a stack may delete it.
     *
     * @throws ApiException 403 if only admins of the organization may
     */
    void requireDeletion(ReachedStack stack) {
        if (!stack.organizationAdmin() && !settings(stack.organizationId()).delete()) {
            throw onlyAdmins(stack, "delete");
        }
    }

    /**
     * Requires that somebody who administers a stack may transfer it to another organization.
     *
     * @throws ApiException 403 if only admins of the organization may
     */
    void requireTransfer(ReachedStack stack) {
        if (!stack.organizationAdmin() && !settings(stack.organizationId()).transfer()) {
            throw onlyAdmins(stack, "transfer");
        }
    }

    private static ApiException onlyAdmins(ReachedStack stack, String action) {
        return ApiException.forbidden("Only admins of the organization '" + stack.organization() + "' may " + action
                + " stacks. Ask one of them.");
    }

    private Settings settings(UUID organizationId) {
        return sql.query(
                "The organization could not be read",
                SETTINGS,
                row -> row.next() ? new Settings(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)) : null,
                organizationId);
    }
}
