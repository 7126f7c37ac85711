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
 * What is asked of GitLab. Sources, at docs.gitlab.com: "Users API", "Groups API", "REST API" (pagination).
 *
 * <p>Pages are those by offset, whose Link header all versions give: not all of them have keyset pagination of groups
 * for people who are signed in. It returns {@link Response} for the reasons that are given at GitHub's.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface GitLabApi {

    /** The most that a page can have. */
    int PAGE = 100;

    /**
     * The access level of owners. Less does not do for what an application is given a group for: its webhooks and
     * access tokens are made by owners only ("Roles and permissions").
     */
    int OWNER = 50;

    @GET
    @Path("/user")
    Response user(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String etag);

    /**
     * The groups that the person belongs to, or to a subgroup of.
     *
     * @param allAvailable must be false: to administrators of the installation GitLab shows all that there are
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

    /** A further page, at the address that GitLab gave. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    /** A person. */
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

    /** A group. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Group(
            Long id,
            String name,
            @JsonProperty("full_path") String fullPath,
            @JsonProperty("avatar_url") String avatarUrl) {}
}
