package dev.rollcall.personaltoken;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.query.Flag;
import dev.rollcall.query.PageSize;
import dev.rollcall.security.Caller;
import dev.rollcall.token.CreateAccessTokenResponse;
import dev.rollcall.token.ListAccessTokensResponse;
import dev.rollcall.token.TokenFilter;
import dev.rollcall.token.TokenOwner;
import dev.rollcall.token.TokenPages;
import dev.rollcall.token.TokenQuery;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lists, creates and deletes the caller's personal access tokens (contract, section 5.1). */
@Path("/api/user/tokens")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Users")
class TokenResource {

    private final SecurityIdentity identity;
    private final PersonalTokens tokens;
    private final TokenPages pages;

    TokenResource(SecurityIdentity identity, PersonalTokens tokens, TokenPages pages) {
        this.identity = identity;
        this.tokens = tokens;
        this.pages = pages;
    }

    @GET
    @Operation(
            operationId = "ListPersonalTokens",
            summary = "List the caller's personal access tokens",
            description = "Without their values and without deleted tokens. Newest first, unless sorted otherwise.")
    @Parameter(name = "filter", in = QUERY)
    @Parameter(
            name = "show_expired",
            in = QUERY,
            description = "Older form of filter=all.",
            deprecated = true,
            schema = @Schema(type = BOOLEAN))
    @Parameter(
            name = "search",
            in = QUERY,
            description = "Only tokens whose description contains this text, in upper or lower case.",
            schema = @Schema(type = STRING))
    @Parameter(
            name = "sortBy",
            in = QUERY,
            description = "What to sort by. Default: created. name: the description, because personal tokens have no"
                    + " name.",
            schema =
                    @Schema(
                            type = STRING,
                            enumeration = {"name", "created", "lastUsed", "expires"}))
    @Parameter(name = "sortDirection", in = QUERY)
    @Parameter(name = "maxResults", in = QUERY)
    @Parameter(name = "continuationToken", in = QUERY)
    @APIResponse(responseCode = "200", description = "A page of tokens.")
    @APIResponse(responseCode = "400", description = "A parameter is invalid.")
    // Reads the URI, because Quarkus passes empty parameters as absent. A client that sends an empty continuation token
    // would get the first page again and again.
    public ListAccessTokensResponse list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        TokenFilter otherwise =
                Flag.of("show_expired", query.getFirst("show_expired")) ? TokenFilter.ALL : TokenFilter.ACTIVE;
        return pages.read(
                TokenOwner.PERSON,
                caller().userId(),
                TokenQuery.of(query, otherwise),
                // Everything at once, because Pulumi's provider reads only the first page.
                PageSize.of(query.getFirst("maxResults"), PageSize.MAXIMUM),
                query.getFirst("continuationToken"));
    }

    @POST
    @Operation(
            operationId = "CreatePersonalToken",
            summary = "Create a personal access token for the caller",
            description =
                    "Only this response contains the token's value. The token ends with the token or JWT of the request at"
                            + " the latest.")
    @Parameter(
            name = "reason",
            in = QUERY,
            description = "Why, for the audit record. At most 1024 characters.",
            schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "The new token.")
    @APIResponse(
            responseCode = "400",
            description = "The body or the reason is invalid, or the caller has too many tokens.")
    public CreateAccessTokenResponse create(
            @Valid @NotNull(message = "is missing") CreatePersonalAccessTokenRequest body,
            @Context UriInfo uri,
            @Context HttpServerRequest request) {
        return tokens.create(
                caller(),
                caller().source(request),
                body.description(),
                body.expiresOrLatest(),
                uri.getQueryParameters().getFirst("reason"));
    }

    @DELETE
    @Path("{tokenId}")
    @Operation(
            operationId = "DeletePersonalToken",
            summary = "Delete one of the caller's personal access tokens",
            description =
                    "The token and all tokens that were created with it stop working at once, even if this request uses"
                            + " one of them.")
    @APIResponse(responseCode = "204", description = "The token is deleted.")
    @APIResponse(responseCode = "404", description = "The caller has no such token.")
    public void delete(String tokenId, @Context HttpServerRequest request) {
        tokens.revoke(caller().userId(), tokenId, caller().source(request));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }
}
