package dev.rollcall.provider.gitlab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.rest.client.reactive.Url;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The endpoints of GitLab. Sources, at docs.gitlab.com: "Users API", "Groups API", "REST API" (pagination). The records
 * contain the fields that Rollcall uses. Any of them may be null.
 *
 * <p>Rollcall uses offset pagination. Not every version has keyset pagination of groups for a signed-in person.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface GitLabApi {

    /** The largest page that GitLab returns. */
    int PAGE = 100;

    /**
     * The access level of owners. Only owners can create a group's webhooks and access tokens, which applications need
     * ("Roles and permissions").
     */
    int OWNER = 50;

    @GET
    @Path("/user")
    Response user(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String etag);

    /**
     * The groups whose member the person is, directly or in a subgroup.
     *
     * @param allAvailable must be false: otherwise administrators of the installation get all groups
     * @param minAccessLevel may be null
     */
    @GET
    @Path("/groups")
    Response groups(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @QueryParam("top_level_only") boolean topLevelOnly,
            @QueryParam("all_available") boolean allAvailable,
            @QueryParam("min_access_level") Integer minAccessLevel,
            @QueryParam("per_page") int pageSize);

    /** A further page of a list. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(
            Long id,
            String username,
            String name,
            String state,
            @JsonProperty("avatar_url") String avatarUrl,
            String email,
            @JsonProperty("confirmed_at") String confirmedAt) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Group(
            Long id,
            String name,
            @JsonProperty("full_path") String fullPath,
            @JsonProperty("avatar_url") String avatarUrl) {}
}
