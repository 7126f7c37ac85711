package dev.rollcall.admin;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenOwner;
import dev.rollcall.token.TokenPages;
import dev.rollcall.token.TokenQuery;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets site administrators list and revoke the personal access tokens of a person. */
@Path("/api/admin/users/{login}/tokens")
@RolesAllowed(Caller.SITE_ADMIN)
@Tag(name = "Administration")
class UserTokensResource {

    private final SecurityIdentity identity;
    private final PersonalTokens tokens;
    private final TokenPages pages;

    UserTokensResource(SecurityIdentity identity, PersonalTokens tokens, TokenPages pages) {
        this.identity = identity;
        this.tokens = tokens;
        this.pages = pages;
    }

    @GET
    @Transactional
    @Operation(
            operationId = "ListUserTokens",
            summary = "List the personal access tokens of a person",
            description = "Newest first, without their values and without deleted tokens.")
    @Parameter(name = "filter", in = QUERY)
    @Parameter(name = "maxResults", in = QUERY)
    @Parameter(name = "continuationToken", in = QUERY)
    @APIResponse(responseCode = "200", description = "A page of tokens.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    // Reads the URI, because Quarkus passes empty parameters as absent.
    public ListAccessTokensResponse list(String login, @Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        TokenFilter filter = Optional.ofNullable(query.getFirst("filter"))
                .map(TokenFilter::of)
                .orElse(TokenFilter.ACTIVE);
        PageSize size = PageSize.of(query.getFirst("maxResults"), PageSize.MAXIMUM);
        return pages.read(
                TokenOwner.PERSON,
                UserAdministrationResource.user(login).id,
                TokenQuery.newest(filter),
                size,
                query.getFirst("continuationToken"));
    }

    @DELETE
    @Path("{tokenId}")
    @Transactional
    @Operation(
            operationId = "RevokeUserToken",
            summary = "Revoke a personal access token of a person",
            description = "The token and all tokens that were created with it stop working at once.")
    @APIResponse(responseCode = "204", description = "The token is revoked.")
    @APIResponse(responseCode = "404", description = "Nobody has this login, or the person has no such token.")
    public void revoke(String login, String tokenId, @Context HttpServerRequest request) {
        tokens.revoke(UserAdministrationResource.user(login).id, tokenId, source(request));
    }

    @POST
    @Path("revoke")
    @Consumes(MediaType.WILDCARD)
    @Transactional
    @Operation(
            operationId = "RevokeUserTokens",
            summary = "Revoke all personal access tokens of a person",
            description = "They and all tokens that were created with them stop working at once. Sessions go on.")
    @APIResponse(responseCode = "204", description = "The person has no valid token any more.")
    @APIResponse(responseCode = "404", description = "Nobody has this login.")
    public void revokeAll(String login, @Context HttpServerRequest request) {
        tokens.revokeAll(UserAdministrationResource.user(login).id, source(request));
    }

    private Source source(HttpServerRequest request) {
        return ((Caller) identity.getPrincipal()).source(request);
    }
}
