package dev.rollcall.stack;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import java.util.Locale;
import java.util.UUID;

/**
 * A stack that a caller can reach, and what they may do with it.
 *
 * @param organization name of the organization in URLs, as it is stored
 * @param project as it is stored, as {@code name}
 * @param permission at least {@link StackPermission#READ}
 * @param organizationAdmin whether the caller is an admin of the organization
 * @param member whether the caller belongs to the organization; others reach a stack by a grant to them
 * @param version the version of the newest update; 0 before the first one
 * @param activeUpdate the newest update, whether it runs or has ended; null before the first one
 * @param resourceCount null while the stack has no state
 * @param updating whether an update runs, by the clock of the database
 */
public record ReachedStack(
        UUID id,
        UUID organizationId,
        String organization,
        String project,
        String name,
        StackPermission permission,
        boolean organizationAdmin,
        boolean member,
        long version,
        UUID activeUpdate,
        Long resourceCount,
        boolean updating) {

    /**
     * Requires a permission.
     *
     * @throws ApiException 403 if the caller may do less
     */
    public ReachedStack require(StackPermission needed) {
        if (permission.compareTo(needed) < 0) {
            throw ApiException.forbidden("You do not have the permission stack:"
                    + needed.name().toLowerCase(Locale.ROOT) + " on the stack '" + this
                    + "'. Ask an admin of the stack or of the organization.");
        }
        return this;
    }

    /**
     * Requires that no update runs. Only the transaction that has {@linkplain StackAccess#locked locked} the stack can
     * rely on it.
     *
     * @throws ApiException 409 with the text of the contract, section 1.2
     */
    public ReachedStack requireIdle() {
        if (updating) {
            throw ApiException.conflict("Another update is currently in progress.");
        }
        return this;
    }

    /** {@return the stack in sentences, for example {@code acme/website/production}} */
    @Override
    public String toString() {
        return organization + "/" + project + "/" + name;
    }
}
