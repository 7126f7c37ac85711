package dev.rollcall.grant;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.security.Caller;
import dev.rollcall.stack.ReachedStack;
import dev.rollcall.stack.StackAccess;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes what a team may do with a stack, as the pages of a stack do it (contract for writes, section 3.4). */
@Path("/api/console/stacks/{orgName}/{projectName}/{stackName}/teams/{teamName}")
@Authenticated
@Tag(name = "Stacks")
class StackTeamPermissionResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final TeamAccess teams;
    private final StackAccess stacks;
    private final TeamGrants grants;

    StackTeamPermissionResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            TeamAccess teams,
            StackAccess stacks,
            TeamGrants grants) {
        this.identity = identity;
        this.access = access;
        this.teams = teams;
        this.stacks = stacks;
        this.grants = grants;
    }

    @PATCH
    @Transactional
    @Operation(
            operationId = "UpdateTeamStackPermissions",
            summary = "Change what a team may do with a stack",
            description =
                    "For admins of the organization and of the team. Only who administers the stack gives a team more"
                            + " access to it.")
    @APIResponse(responseCode = "204", description = "The team has the permission.")
    @APIResponse(responseCode = "400", description = "There is no such permission, or the body is invalid.")
    @APIResponse(
            responseCode = "403",
            description = "The caller is no admin of the team, or does not administer the stack.")
    @APIResponse(
            responseCode = "404",
            description =
                    "The caller belongs to no organization of this name, it has no such team, or the caller cannot"
                            + " reach such a stack.")
    public void change(
            String orgName,
            String projectName,
            String stackName,
            String teamName,
            @NotNull(message = "is missing") StackTeams.Change body,
            @Context HttpServerRequest request) {
        Caller caller = (Caller) identity.getPrincipal();
        Standing standing = access.locked(caller, orgName).requireShared("Teams");
        ReachedStack stack = stacks.of(caller, standing, projectName, stackName);
        TeamStanding team = teams.of(caller, standing, teamName).requireManaged();
        StackPermission permission = TeamStackPermission.requested(body.permissions() == null ? 0 : body.permissions());
        grants.set(
                new ManagedTeam(caller, caller.source(request), standing, team),
                stack.project(),
                stack.name(),
                permission);
    }
}
