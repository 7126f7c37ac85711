package dev.rollcall.grant;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The people whom a stack was granted to. The published API lists and removes them; console paths add them. */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/collaborators")
@Authenticated
@Tag(name = "Stacks")
class StackCollaboratorsResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final StackAccess stacks;
    private final StackGrants grants;
    private final StackSharing sharing;

    StackCollaboratorsResource(
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

    @GET
    @Operation(
            operationId = "ListStackPermissions",
            summary = "List the people whom a stack was granted to",
            description = "Members of the organization, and others. For everybody who can reach the stack.")
    @APIResponse(responseCode = "200", description = "The people.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller reaches no such stack.")
    public StackCollaborators list(String orgName, String projectName, String stackName) {
        return new StackCollaborators(grants.people(stacks.of(caller(), orgName, projectName, stackName)));
    }

    @DELETE
    @Path("{userName}")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "DeleteStackPermission",
            summary = "Take a person's permission on a stack away",
            description =
                    "What their organization, teams and role let them do stays. For members of the organization who"
                            + " administer the stack.")
    @APIResponse(responseCode = "204", description = "Nothing is granted to the person.")
    @APIResponse(responseCode = "403", description = "The caller does not administer the stack.")
    @APIResponse(
            responseCode = "404",
            description =
                    "The caller belongs to no organization of this name, reaches no such stack, or nobody has this"
                            + " login.")
    public void remove(
            String orgName, String projectName, String stackName, String userName, @Context HttpServerRequest request) {
        Standing standing = access.locked(caller(), orgName);
        sharing.setPerson(
                caller().source(request),
                standing,
                stacks.of(caller(), standing, projectName, stackName),
                userName,
                StackPermission.NONE);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
