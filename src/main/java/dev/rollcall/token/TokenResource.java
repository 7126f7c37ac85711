package dev.rollcall.token;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.BOOLEAN;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;
import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.rollcall.http.PageSize;
import dev.rollcall.security.Caller;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** A person's own access tokens. */
@Path("/api/user/tokens")
@RolesAllowed(Caller.PERSON)
@Tag(name = "Users")
class TokenResource {

    private final SecurityIdentity identity;
    private final PersonalTokens tokens;

    TokenResource(SecurityIdentity identity, PersonalTokens tokens) {
        this.identity = identity;
        this.tokens = tokens;
    }

    @GET
    @Operation(
            operationId = "ListPersonalTokens",
            summary = "List the caller's personal access tokens",
            description = "Newest first, without their values. A deleted token is never listed.")
    @Parameter(
            name = "filter",
            in = QUERY,
            description = "Which tokens; those that still work, if absent.",
            schema =
                    @Schema(
                            type = STRING,
                            enumeration = {"active", "expired", "all"}))
    @Parameter(
            name = "show_expired",
            in = QUERY,
            description = "Older form of filter=all.",
            deprecated = true,
            schema = @Schema(type = BOOLEAN))
    @Parameter(
            name = "maxResults",
            in = QUERY,
            description = "How many tokens at most; more than 1000 is 1000.",
            schema = @Schema(type = INTEGER, format = "int64", minimum = "1", defaultValue = "100"))
    @Parameter(
            name = "continuationToken",
            in = QUERY,
            description = "From the previous page, which was asked for with the same filter.",
            schema = @Schema(type = STRING))
    @APIResponse(responseCode = "200", description = "A page of tokens.")
    @APIResponse(responseCode = "400", description = "A parameter has a value that it cannot have.")
    // Read from the address: the framework takes an empty parameter for an absent one, and who sends an empty
    // continuation token would get the first page for ever.
    public ListAccessTokensResponse list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        TokenFilter otherwise =
                Boolean.parseBoolean(query.getFirst("show_expired")) ? TokenFilter.ALL : TokenFilter.ACTIVE;
        return tokens.page(
                caller().userId(),
                Optional.ofNullable(query.getFirst("filter"))
                        .map(TokenFilter::of)
                        .orElse(otherwise),
                PageSize.of(query.getFirst("maxResults"), 100),
                query.getFirst("continuationToken"));
    }

    @POST
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(
            operationId = "CreatePersonalToken",
            summary = "Create a personal access token for the caller",
            description = "The answer is the only one that has the token's value.")
    @Parameter(
            name = "reason",
            in = QUERY,
            schema = @Schema(type = STRING),
            description = "What led the caller here; ignored.")
    @APIResponse(responseCode = "200", description = "The new token.")
    @APIResponse(responseCode = "400", description = "The body is not one that describes a token.")
    public CreateAccessTokenResponse create(
            @Valid @NotNull(message = "is missing") CreatePersonalAccessTokenRequest body,
            @Context HttpServerRequest request) {
        return tokens.create(caller(), body.description(), body.expiresOrNever(), address(request));
    }

    @DELETE
    @Path("{tokenId}")
    @Operation(
            operationId = "DeletePersonalToken",
            summary = "Delete one of the caller's personal access tokens",
            description = "It stops working at once, even if it is the one that the caller uses.")
    @APIResponse(responseCode = "204", description = "It is deleted.")
    @APIResponse(responseCode = "404", description = "The caller has no such token.")
    public void delete(String tokenId, @Context HttpServerRequest request) {
        tokens.revoke(caller(), tokenId, address(request));
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
