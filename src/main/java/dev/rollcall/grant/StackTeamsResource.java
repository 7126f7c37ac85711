package dev.rollcall.grant;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists the teams that may reach a stack (contract for writes, section 3.4). */
@Path("/api/stacks/{orgName}/{projectName}/{stackName}/teams")
@Authenticated
@Tag(name = "Stacks")
class StackTeamsResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final StackAccess stacks;
    private final TeamGrants grants;

    StackTeamsResource(SecurityIdentity identity, OrganizationAccess access, StackAccess stacks, TeamGrants grants) {
        this.identity = identity;
        this.access = access;
        this.stacks = stacks;
        this.grants = grants;
    }

    @GET
    @Operation(
            operationId = "ListStackTeams",
            summary = "List the teams that may reach a stack",
            description = "The caller must belong to the organization and be able to reach the stack.")
    @APIResponse(responseCode = "200", description = "The teams.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or cannot reach such a stack.")
    public StackTeams list(String orgName, String projectName, String stackName) {
        Caller caller = (Caller) identity.getPrincipal();
        Standing standing = access.of(caller, orgName).require(Permission.READ_TEAMS);
        ReachedStack stack = stacks.of(caller, standing, projectName, stackName);
        return new StackTeams(stack.project(), grants.of(caller, standing, stack));
    }
}
