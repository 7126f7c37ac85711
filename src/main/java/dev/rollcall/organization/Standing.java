package dev.rollcall.organization;

import dev.rollcall.http.ApiException;
import java.time.Instant;
import java.util.UUID;

/**
 * A caller's place in an organization that they belong to.
 *
 * @param login the organization's name in URLs, as it is stored
 * @param name the organization's name that is shown
 * @param avatarUrl null if the organization has the generated picture
 * @param createdAt when the organization was created
 * @param role what the caller may do; admin organization tokens act as {@link Role#ADMIN}
 * @param customRoleId the caller's custom role; null if they have a built-in one
 * @param teamId the team of the caller's team token; null otherwise
 * @param machine whether the caller is an organization or team token
 * @param maxTokenDays how many days access tokens may live that work in the organization; null for any number
 * @param membersCreateTeams whether the organization lets its members create teams
 */
public record Standing(
        UUID organizationId,
        String login,
        String name,
        String avatarUrl,
        Organization.Kind kind,
        Instant createdAt,
        Role role,
        UUID customRoleId,
        UUID teamId,
        boolean machine,
        Integer maxTokenDays,
        boolean membersCreateTeams) {

    /** {@return whether the caller may do this} */
    public boolean may(Permission permission) {
        return permission.isIncludedIn(role);
    }

    /**
     * Requires a permission.
     *
     * @throws ApiException 403 if the caller does not have it
     */
    public Standing require(Permission permission) {
        if (!may(permission)) {
            throw ApiException.forbidden("You do not have the permission " + permission.scope + " in the organization '"
                    + login + "'. Ask an admin of the organization.");
        }
        return this;
    }

    /**
     * Requires an organization that can have several members.
     *
     * @param what what individual organizations do not have, for example "Members"
     * @throws ApiException 400 for an individual organization
     */
    public Standing requireShared(String what) {
        if (kind == Organization.Kind.SINGLE_USER) {
            throw ApiException.badRequest(what + " are not available to individual orgs");
        }
        return this;
    }
}
