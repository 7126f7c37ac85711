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
 * The endpoints of GitHub. Sources, at docs.github.com: "REST API endpoints for users", "... for emails", "... for
 * organizations", "... for teams", "Using pagination in the REST API", "API versions". The records contain the fields
 * that Rollcall uses. Any of them may be null.
 */
@Path("")
@Produces("application/vnd.github+json")
@ClientHeaderParam(name = "X-GitHub-Api-Version", value = "2022-11-28")
interface GitHubApi {

    /** The largest page that GitHub returns. */
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

    @GET
    @Path("/user/teams")
    Response ownTeams(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("per_page") int pageSize);

    /** A further page of a list. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(
            Long id,
            String login,
            String name,
            @JsonProperty("avatar_url") String avatarUrl) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Email(String email, Boolean primary, Boolean verified) {}

    /** An organization. The list contains no display names. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Organization(
            Long id,
            String login,
            @JsonProperty("avatar_url") String avatarUrl) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Team(Long id, String name, String slug, String description) {}
}
