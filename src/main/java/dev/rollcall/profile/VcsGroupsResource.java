package dev.rollcall.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.admission.AsksProviders;
import dev.rollcall.githubteam.GitHubTeams;
import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.security.Caller;
import dev.rollcall.verdict.SyncFailure;
import dev.rollcall.verdict.SyncResult;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads the caller's teams at GitHub and groups at GitLab from there (contract, sections 2.2 and 2.3). */
@Path("/api/user")
@RolesAllowed(Caller.PERSON)
@AsksProviders
@Tag(name = "Users")
class VcsGroupsResource {

    private final SecurityIdentity identity;
    private final LinkedOrganizations linked;
    private final GitHubTeams teams;
    private final Clock clock;

    VcsGroupsResource(SecurityIdentity identity, LinkedOrganizations linked, GitHubTeams teams, Clock clock) {
        this.identity = identity;
        this.teams = teams;
        this.linked = linked;
        this.clock = clock;
    }

    @Schema(name = "ListGitHubOrganizationTeamsResponse", description = "Teams of an organization at GitHub.")
    record ListTeamsResponse(
            @Schema(required = true, description = "The teams that the caller sees.")
            List<GitHubTeam> teams) {}

    @Schema(name = "GitHubTeam", description = "A team of an organization at GitHub.")
    record GitHubTeam(
            @Schema(required = true, description = "The team's id. Never changes.")
            long id,

            @Schema(required = true, description = "The display name.")
            String name,

            @Schema(required = true, description = "The team's name in URLs.")
            String slug,

            @Schema(required = true, description = "What the team is for. May be empty.")
            String description,

            @Schema(required = true, description = "Whether a Rollcall team is backed by this team.")
            boolean knownToPulumi) {}

    @Schema(name = "GitLabAppOrganization", description = "A group at GitLab.")
    record GitLabAppOrganization(
            @Schema(required = true, description = "The group's id. Never changes.")
            long id,

            @Schema(required = true, description = "The display name.")
            String name,

            @JsonProperty("avatarURL") @Schema(required = true, description = "URL of the group's picture.")
            String avatarUrl,

            @Schema(required = true, description = "Whether the caller administers the group.")
            boolean hasRequiredPermissions) {}

    @GET
    @Path("github/{ghOrgName}/teams")
    @Operation(
            operationId = "ListGitHubOrganizationTeams",
            summary = "List the teams of an organization at GitHub",
            description = "Lists the teams that the caller sees with their GitHub identity.")
    @APIResponse(responseCode = "200", description = "The teams.")
    @APIResponse(
            responseCode = "400",
            description = "The caller has no GitHub identity, or must sign in with it again.")
    @APIResponse(responseCode = "404", description = "The organization does not exist, or the caller does not see it.")
    @APIResponse(responseCode = "502", description = "GitHub is down or sent an unusable response.")
    @APIResponse(responseCode = "504", description = "GitHub did not answer in time.")
    public ListTeamsResponse teams(String ghOrgName) {
        Identity github = LinkedOrganizations.linked(userId(), IdentityProvider.GITHUB)
                .orElseThrow(() -> ApiException.badRequest("operation only supported for GitHub-backed users"));
        Outcome<List<ProviderTeam>> outcome = linked.ask(github, (client, token) -> client.teams(token, ghOrgName));
        if (outcome instanceof Outcome.NotFound) {
            throw ApiException.notFound("Organization '" + ghOrgName + "' not found");
        }
        List<Long> known = teams.known(github);
        return new ListTeamsResponse(value(github, outcome).stream()
                .map(team -> new GitHubTeam(
                        team.id(), team.name(), team.slug(), team.description(), known.contains(team.id())))
                .toList());
    }

    @GET
    @Path("gitlab-app/organizations")
    @Operation(
            operationId = "GetGroupsForGitLabApp",
            summary = "List the groups at GitLab",
            description =
                    "Lists the groups that the caller sees. The list is empty if the caller has no GitLab identity.",
            deprecated = true)
    @APIResponse(responseCode = "200", description = "The groups.")
    @APIResponse(responseCode = "400", description = "The caller must sign in with their GitLab identity again.")
    @APIResponse(responseCode = "502", description = "GitLab is down or sent an unusable response.")
    @APIResponse(responseCode = "504", description = "GitLab did not answer in time.")
    public List<GitLabAppOrganization> gitLabGroups() {
        return LinkedOrganizations.linked(userId(), IdentityProvider.GITLAB)
                .map(gitlab -> value(gitlab, linked.ask(gitlab, ProviderClient::organizations)).stream()
                        .filter(group -> group.id().matches("[0-9]{1,18}"))
                        .map(group -> new GitLabAppOrganization(
                                Long.parseLong(group.id()),
                                LinkedOrganizations.name(group),
                                linked.picture(gitlab, group),
                                group.administered()))
                        .toList())
                .orElse(List.of());
    }

    private <T> T value(Identity asked, Outcome<T> outcome) {
        if (outcome instanceof Ok<T> ok) {
            return ok.value();
        }
        SyncFailure.check(asked, SyncResult.of(outcome), clock.instant());
        throw new IllegalStateException("Neither a value nor a failure: " + outcome.getClass());
    }

    private UUID userId() {
        return ((Caller) identity.getPrincipal()).userId();
    }
}
