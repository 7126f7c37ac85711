package dev.rollcall.provider.github;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.rest.client.reactive.Url;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;

/**
 * What is asked of GitHub. Sources, at docs.github.com: "REST API endpoints for users", "... for emails", "... for
 * organizations", "... for teams", "Using pagination in the REST API", "API versions".
 *
 * <p>It returns {@link Response}, since the status and headers mean as much as the body, and since such a body is read
 * as it comes in, so that {@link dev.rollcall.provider.Answer} can stop at a size. The records have what is used, and any of it may be null.
 */
@Path("")
@Produces("application/vnd.github+json")
@ClientHeaderParam(name = "X-GitHub-Api-Version", value = "2022-11-28")
interface GitHubApi {

    /** The most that a page can have. */
    int PAGE = 100;

    @GET
    @Path("/user")
    Response user(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String etag);

    @GET
    @Path("/user/emails")
    Response emails(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String etag,
            @QueryParam("per_page") int pageSize);

    @GET
    @Path("/user/orgs")
    Response organizations(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("per_page") int pageSize);

    @GET
    @Path("/orgs/{organization}/teams")
    Response teams(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization,
            @QueryParam("per_page") int pageSize);

    /** A further page, at the address that GitHub gave. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    /** A person. */
    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(
            Long id,
            String login,
            String name,
            @JsonProperty("avatar_url") String avatarUrl) {}

    /** One of their addresses. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Email(String email, Boolean primary, Boolean verified) {}

    /** An organization; this list has no names, only logins. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Organization(
            Long id,
            String login,
            @JsonProperty("avatar_url") String avatarUrl) {}

    /** A team. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Team(Long id, String name, String slug, String description) {}
}
