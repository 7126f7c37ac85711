package dev.rollcall.provider.bitbucket;

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
import java.util.List;

/**
 * What is asked of Bitbucket Cloud. Sources, at developer.atlassian.com: "The Bitbucket Cloud REST API" (pagination),
 * "Users", "Workspaces", and the changelog's CHANGE-2770, which removed the other lists of workspaces, and CHANGE-3022.
 *
 * <p>It returns {@link Response} for the reasons that are given at GitHub's.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface BitbucketApi {

    /** The most that a page can have. */
    int PAGE = 100;

    @GET
    @Path("/user")
    Response user(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization);

    @GET
    @Path("/user/emails")
    Response emails(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("pagelen") int pageSize);

    @GET
    @Path("/user/workspaces")
    Response workspaces(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("pagelen") int pageSize);

    /** A further page, at the address that Bitbucket gave. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    /** A person. */
    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(
            String uuid,
            String username,
            String nickname,
            @JsonProperty("display_name") String displayName,
            Links links) {}

    /** Where things are that belong to something. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Links(Link avatar) {}

    /** An address. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Link(String href) {}

    /** A page of addresses. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Emails(List<Email> values, String next) {}

    /** One of a person's addresses. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Email(
            String email,
            @JsonProperty("is_primary") Boolean primary,
            @JsonProperty("is_confirmed") Boolean confirmed) {}

    /** A page of workspaces. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Workspaces(List<Access> values, String next) {}

    /** That a person is in a workspace. The workspace is inside, or, as other lists have it, this is itself one. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Access(Boolean administrator, Workspace workspace, String uuid, String slug, String name, Links links) {

        Workspace itself() {
            return workspace == null ? new Workspace(uuid, slug, name, links) : workspace;
        }
    }

    /** A workspace. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Workspace(String uuid, String slug, String name, Links links) {}
}
