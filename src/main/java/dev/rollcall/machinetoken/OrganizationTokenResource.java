package dev.rollcall.machinetoken;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.rollcall.organization.OrganizationAccess;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
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

/** Lists, creates and deletes the tokens of an organization (contract for writes, section 3.6). Its admins may. */
@Path("/api/orgs/{orgName}/tokens")
@Authenticated
@Tag(name = "Organizations")
class OrganizationTokenResource {

    private final SecurityIdentity identity;
    private final OrganizationAccess access;
    private final MachineTokenChanges changes;

    OrganizationTokenResource(SecurityIdentity identity, OrganizationAccess access, MachineTokenChanges changes) {
        this.identity = identity;
        this.access = access;
        this.changes = changes;
    }

    @GET
    @Operation(
            operationId = "ListOrgTokens",
            summary = "List the access tokens of an organization",
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
            description = "The caller is no admin of the organization, or their access token lives too long for it.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    // Reads the URI, because Quarkus passes empty parameters as absent.
    public ListAccessTokensResponse list(String orgName, @Context UriInfo uri) {
        Standing standing = access.of(caller(), orgName).require(Permission.READ_TOKENS);
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return changes.page(
                standing,
                TokenQuery.of(query, TokenFilter.ACTIVE),
                // Everything at once, because Pulumi's provider reads only the first page.
                PageSize.of(query.getFirst("maxResults"), PageSize.MAXIMUM),
                query.getFirst("continuationToken"));
    }

    @POST
    @Operation(
            operationId = "CreateOrgToken",
            summary = "Create an access token of an organization",
            description =
                    "Only this response contains the token's value. The caller needs a verified email address. The token"
                            + " ends with the token or JWT of the request at the latest.")
    @Parameter(name = "reason", in = QUERY)
    @APIResponse(responseCode = "200", description = "The new token.")
    @APIResponse(
            responseCode = "400",
            description = "The body is invalid, there are too many tokens, or the organization is an individual one.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller is no admin of the organization, is a token of it, or has no verified email address. Or"
                            + " their access token lives too long for it.")
    @APIResponse(responseCode = "404", description = "The caller belongs to no organization of this name.")
    @APIResponse(responseCode = "409", description = "The name is taken, maybe by a deleted token.")
    public CreateAccessTokenResponse create(
            String orgName,
            @NotNull(message = "is missing") CreateOrgAccessTokenRequest body,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        return changes.create(caller(), caller().source(request), orgName, body, reason(uri));
    }

    @DELETE
    @Path("{tokenId}")
    @Operation(
            operationId = "DeleteOrgToken",
            summary = "Delete an access token of an organization",
            description =
                    "The token and all tokens that were created with it stop working at once. Its name stays reserved. Does"
                            + " nothing if the token is deleted already.")
    @Parameter(name = "reason", in = QUERY)
    @APIResponse(responseCode = "204", description = "The token is deleted.")
    @APIResponse(responseCode = "400", description = "The reason is invalid, or the organization is an individual one.")
    @APIResponse(
            responseCode = "403",
            description =
                    "The caller is no admin of the organization or is a token of it, or their access token lives too long"
                            + " for it.")
    @APIResponse(
            responseCode = "404",
            description = "The caller belongs to no organization of this name, or it has no such token.")
    public void delete(String orgName, String tokenId, @Context UriInfo uri, @Context HttpServerRequest request) {
        changes.delete(caller(), caller().source(request), orgName, tokenId, reason(uri));
    }

    private static String reason(UriInfo uri) {
        return uri.getQueryParameters().getFirst("reason");
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
