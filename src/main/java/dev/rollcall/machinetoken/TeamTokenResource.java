package dev.rollcall.machinetoken;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenQuery;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Lists, creates and deletes the tokens of a team (contract for writes, section 3.6). Its admins may, and the admins of
 * the organization.
 */
@Path("/api/orgs/{orgName}/teams/{teamName}/tokens")
@Authenticated
@Tag(name = "Organizations")
class TeamTokenResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final MachineTokenChanges changes;

    TeamTokenResource(SecurityIdentity identity, OrganizationAccess access, MachineTokenChanges changes) {
        this.identity = identity;
        this.access = access;
        this.changes = changes;
    }

    @GET
    @Operation(
            operationId = "ListTeamTokens",
            summary = "List the access tokens of a team",
            description = "Without their values and without deleted tokens. Newest first, unless sorted otherwise.")
    @Parameter(name = "filter", in = QUERY)
    @Parameter(name = "search", in = QUERY)
    @Parameter(name = "sortBy", in = QUERY)
    @Parameter(name = "sortDirection", in = QUERY)
    @Parameter(name = "maxResults", in = QUERY)
    @Parameter(name = "continuationToken", in = QUERY)
    @APIResponse(responseCode = "200", description = "A page of tokens.")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is invalid, or the organization is an individual one.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller is no admin of the team or the organization, or their access token lives too long for it.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or it has no such team.")
    // Reads the URI, because Quarkus passes empty parameters as absent.
    public ListAccessTokensResponse list(String orgName, String teamName, @Context UriInfo uri) {
        TeamStanding team = changes.team(caller(), access.of(caller(), orgName), teamName);
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return changes.pageOfTeam(
                team,
                TokenQuery.of(query, TokenFilter.ACTIVE),
                // Everything at once, because Pulumi's provider reads only the first page.
                PageSize.of(query.getFirst("maxResults"), PageSize.MAXIMUM),
                query.getFirst("continuationToken"));
    }

    @POST
    @Operation(
            operationId = "CreateTeamToken",
            summary = "Create an access token of a team",
            description =
                    "Only this response contains the token's value. The token acts as a member of the organization, and"
                            + " reaches the team's stacks. It ends with the token or JWT of the request at the latest.")
    @Parameter(name = "reason", in = QUERY)
    @APIResponse(responseCode = "200", description = "The new token.")
    @APIResponse(
            responseCode = "400",
            description = "The body is invalid, there are too many tokens, or the organization is an individual one.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller is no admin of the team or the organization, or their access token lives too long for it.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or it has no such team.")
    @APIResponse(responseCode = "409", description = "The name is taken, maybe by a deleted token.")
    public CreateAccessTokenResponse create(
            String orgName,
            String teamName,
            @NotNull(message = "is missing") CreateTeamAccessTokenRequest body,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        return changes.createForTeam(caller(), caller().source(request), orgName, teamName, body, reason(uri));
    }

    @DELETE
    @Path("{tokenId}")
    @Operation(
            operationId = "DeleteTeamToken",
            summary = "Delete an access token of a team",
            description =
                    "The token and all tokens that were created with it stop working at once. Its name stays reserved. Does"
                            + " nothing if the token is deleted already.")
    @Parameter(name = "reason", in = QUERY)
    @APIResponse(responseCode = "204", description = "The token is deleted.")
    @APIResponse(
            responseCode = "400",
            description =
                    "The reason is invalid, the token is one of the organization, or the organization is an individual one.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller is no admin of the team or the organization, or their access token lives too long for it.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or there is no such team or token.")
    public void delete(
            String orgName, String teamName, String tokenId, @Context UriInfo uri, @Context HttpServerRequest request) {
        changes.deleteOfTeam(caller(), caller().source(request), orgName, teamName, tokenId, reason(uri));
    }

    private static String reason(UriInfo uri) {
        return uri.getQueryParameters().getFirst("reason");
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
