package dev.rollcall.grant;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Changes what people and custom roles may do with a stack. Pulumi publishes no operations for this, so these are in the
 * form of the one for teams (contract for writes, section 3.4).
 */
@Path("/api/console/stacks/{orgName}/{projectName}/{stackName}")
@Authenticated
@Tag(name = "Stacks")
class StackSharingResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final StackAccess stacks;
    private final StackGrants grants;
    private final StackSharing sharing;

    StackSharingResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            StackAccess stacks,
            StackGrants grants,
            StackSharing sharing) {
        this.identity = identity;
        this.access = access;
        this.stacks = stacks;
        this.grants = grants;
        this.sharing = sharing;
    }

    @PATCH
    @Path("collaborators/{userName}")
    @Transactional
    @Operation(
            operationId = "UpdateStackPermission",
            summary = "Change what a person may do with a stack",
            description =
                    "For members of the organization who administer the stack. Only admins of the organization let"
                            + " people in who do not belong to it.")
    @APIResponse(responseCode = "204", description = "The person has the permission.")
    @APIResponse(
            responseCode = "400",
            description =
                    "There is no such permission, the body is invalid, or another organization manages the account.")
    @APIResponse(
            responseCode = "403",
            description = "The caller does not administer the stack, or may not let outsiders in.")
    @APIResponse(
            responseCode = "404",
            description =
                    "The caller belongs to no organization of this name, reaches no such stack, or nobody has this"
                            + " login.")
    public void changePerson(
            String orgName,
            String projectName,
            String stackName,
            String userName,
            @NotNull(message = "is missing") StackPermissionChange body,
            @Context HttpServerRequest request) {
        Standing standing = access.locked(caller(), orgName);
        ReachedStack stack =
                stacks.of(caller(), standing, projectName, stackName).require(StackPermission.ADMIN);
        sharing.setPerson(caller().source(request), standing, stack, userName, body.permission());
    }

    @GET
    @Path("roles")
    @Operation(
            operationId = "ListStackRoles",
            summary = "List the custom roles that a stack was granted to",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "200", description = "The roles.")
    @APIResponse(responseCode = "403", description = "The caller may not read roles.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or reaches no such stack.")
    public StackRoles roles(String orgName, String projectName, String stackName) {
        Standing standing = access.of(caller(), orgName);
        ReachedStack stack = stacks.of(caller(), standing, projectName, stackName);
        standing.require(Permission.READ_ROLES);
        return new StackRoles(grants.roles(stack));
    }

    @PATCH
    @Path("roles/{roleID}")
    @Transactional
    @Operation(
            operationId = "UpdateStackRolePermission",
            summary = "Change what a custom role may do with a stack",
            description = "For admins of the organization.")
    @APIResponse(responseCode = "204", description = "The role has the permission.")
    @APIResponse(responseCode = "400", description = "There is no such permission, or the body is invalid.")
    @APIResponse(responseCode = "403", description = "The caller may not change roles.")
    @APIResponse(
            responseCode = "404",
            description =
                    "The caller belongs to no organization of this name, it has no such custom role, or the caller"
                            + " reaches no such stack.")
    public void changeRole(
            String orgName,
            String projectName,
            String stackName,
            String roleID,
            @NotNull(message = "is missing") StackPermissionChange body,
            @Context HttpServerRequest request) {
        Standing standing = access.locked(caller(), orgName);
        ReachedStack stack = stacks.of(caller(), standing, projectName, stackName);
        standing.require(Permission.CHANGE_ROLES);
        sharing.setRole(caller().source(request), standing, stack, roleID, body.permission());
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
