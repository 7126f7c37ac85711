package dev.rollcall.team;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.admission.AsksProviders;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.database.Transactions;
import dev.rollcall.githubteam.GitHubTeamSearch;
import dev.rollcall.githubteam.GitHubTeamSearch.Found;
import dev.rollcall.githubteam.GitHubTeams;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The teams of an organization (contract for writes, section 3.4). */
@Path("/api/orgs/{orgName}/teams")
@Authenticated
@Tag(name = "Organizations")
class TeamResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final TeamChanges changes;
    private final Teams teams;
    private final GitHubTeamSearch search;
    private final GitHubTeams gitHub;
    private final AuditLog audit;

    TeamResource(
            SecurityIdentity identity,
            OrganizationAccess access,
            TeamChanges changes,
            Teams teams,
            GitHubTeamSearch search,
            GitHubTeams gitHub,
            AuditLog audit) {
        this.identity = identity;
        this.access = access;
        this.changes = changes;
        this.teams = teams;
        this.search = search;
        this.gitHub = gitHub;
        this.audit = audit;
    }

    @GET
    @Operation(
            operationId = "ListTeams",
            summary = "List the teams of an organization",
            description = "By name, without their members and stacks. All teams, or pages of them with maxResults.")
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description =
                    "Maximum number of teams. Values above 1000 count as 1000. Absent: all teams in one response.",
            schema = @Schema(type = INTEGER, minimum = "1"))
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page.",
            schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "The teams, or a page of them.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    // Reads the URI, because Quarkus passes empty parameters as absent. A client that sends an empty continuation token
    // would get the first page again and again.
    public TeamInfo.Page list(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_TEAMS);
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        String size = query.getFirst("maxResults");
        return changes.page(
                caller(),
                standing,
                size == null ? Optional.empty() : Optional.of(PageSize.of(size, PageSize.MAXIMUM)),
                query.getFirst("continuationToken"));
    }

    @POST
    @Path("pulumi")
    @ResponseStatus(201)
    @Operation(
            operationId = "CreatePulumiTeam",
            summary = "Create a team",
            description =
                    "Its creator is its first member and its admin. A team that an organization token creates has no"
                            + " members. For admins of the organization, and for its members if its settings say so.")
    @APIResponse(responseCode = "201", description = "The new team.")
    @APIResponse(responseCode = "400", description = "The body is invalid, or the organization is an individual one.")
    @APIResponse(responseCode = "403", description = "The caller may not create teams.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    @APIResponse(responseCode = "409", description = "The organization has a team of this name.")
    public TeamInfo create(
            String orgName,
            @NotNull(message = "is missing") CreateTeamRequest body,
            @Context HttpServerRequest request) {
        return changes.create(
                caller(), caller().source(request), orgName, body.name(), body.displayName(), body.description());
    }

    @POST
    @Path("github")
    @AsksProviders
    @ResponseStatus(201)
    @Operation(
            operationId = "CreateGitHubTeam",
            summary = "Create a team with the members of a team at GitHub",
            description =
                    "GitHub must back the organization, and the caller must see the team there. Its members are those"
                            + " members of the organization whose GitHub identity is in the team. Rollcall looks for them soon, and"
                            + " whenever it syncs their profiles.")
    @APIResponse(responseCode = "201", description = "The new team.")
    @APIResponse(
            responseCode = "400",
            description = "There is no id, GitHub does not back the organization, or the caller must sign in with their"
                    + " GitHub identity again.")
    @APIResponse(responseCode = "403", description = "The caller may not create teams.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or does not see the team at GitHub.")
    @APIResponse(
            responseCode = "409",
            description = "The organization has a team of this name, or of this GitHub team.")
    @APIResponse(responseCode = "502", description = "GitHub is down or sent an unusable response.")
    @APIResponse(responseCode = "504", description = "GitHub did not answer in time.")
    public TeamInfo createGitHubTeam(
            String orgName,
            @NotNull(message = "is missing") CreateGitHubTeamRequest body,
            @Context HttpServerRequest request) {
        Standing standing = access.of(caller(), orgName).requireShared("Teams");
        teams.requireCreation(standing);
        if (body.githubTeamID() == null || body.githubTeamID() <= 0) {
            throw ApiException.badRequest("No TeamID provided.");
        }
        Found found = search.find(caller(), standing, body.githubTeamID());
        return Transactions.call(() -> create(orgName, found, request));
    }

    private TeamInfo create(String orgName, Found found, HttpServerRequest request) {
        Standing standing = access.locked(caller(), orgName).requireShared("Teams");
        teams.requireCreation(standing);
        ProviderTeam there = found.team();
        String name = TeamAccess.isName(there.slug()) ? there.slug() : "github-" + there.id();
        UUID id = teams.create(standing, there.id(), name, TeamText.cut(there.name()), there.description());
        gitHub.ask(standing.organizationId(), found.instance());
        audit.record(
                Action.TEAM_CREATED,
                caller().source(request),
                standing.organizationId(),
                id,
                "Created team '" + name + "' with the members of the GitHub team " + there.id());
        return changes.get(caller(), standing, name);
    }

    @GET
    @Path("{teamName}")
    @Operation(
            operationId = "GetTeam",
            summary = "Get a team",
            description = "With its members, and with the stacks that are granted to it. Callers who are neither in the"
                    + " team nor admins of the organization see only the stacks that they can reach.")
    @APIResponse(responseCode = "200", description = "The team.")
    @APIResponse(responseCode = "403", description = "The caller's access token lives too long for the organization.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or it has no such team.")
    public TeamInfo get(String orgName, String teamName) {
        return changes.get(caller(), access.of(caller(), orgName), teamName);
    }

    @PATCH
    @Path("{teamName}")
    @Operation(
            operationId = "UpdateTeam",
            summary = "Change a team",
            description = "Its texts, one member, and its permission on a stack: everything that the body names, or"
                    + " nothing. For admins of the organization and of the team. Only who administers a stack gives a team"
                    + " more access to it.")
    @APIResponse(responseCode = "204", description = "The team is as the body says.")
    @APIResponse(
            responseCode = "400",
            description = "The body is invalid, the organization is an individual one, or the members of the team come"
                    + " from elsewhere.")
    @APIResponse(
            responseCode = "403",
            description = "The caller is no admin of the team, or does not administer the stack.")
    @APIResponse(
            responseCode = "404",
            description =
                    "The caller belongs to no organization of this name, it has no such team, the person is not in"
                            + " it, or the caller cannot reach the stack.")
    @APIResponse(responseCode = "409", description = "The person is in the team already.")
    public void change(
            String orgName,
            String teamName,
            @NotNull(message = "is missing") UpdateTeamRequest body,
            @Context HttpServerRequest request) {
        changes.change(caller(), caller().source(request), orgName, teamName, body);
    }

    @DELETE
    @Path("{teamName}")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "DeleteTeam",
            summary = "Delete a team",
            description =
                    "Its members lose what they could reach through it, and its tokens stop working at once. Its name"
                            + " is free again, the names of its tokens are not. For admins of the organization.")
    @APIResponse(responseCode = "204", description = "The team is gone.")
    @APIResponse(responseCode = "400", description = "The organization is an individual one.")
    @APIResponse(responseCode = "403", description = "The caller may not delete teams.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or it has no such team.")
    public void delete(String orgName, String teamName, @Context HttpServerRequest request) {
        changes.delete(caller(), caller().source(request), orgName, teamName);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
