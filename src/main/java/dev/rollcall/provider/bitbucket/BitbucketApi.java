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
 * The endpoints of Bitbucket Cloud. Sources, at developer.atlassian.com: "The Bitbucket Cloud REST API" (pagination),
 * "Users", "Workspaces", and in the changelog CHANGE-2770, which removed the other lists of workspaces, and CHANGE-3022.
 * The records contain the fields that Rollcall uses. Any of them may be null.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface BitbucketApi {

    /** The largest page that Bitbucket returns. */
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

    /** A further page of a list. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(
            String uuid,
            String username,
            String nickname,
            @JsonProperty("display_name") String displayName,
            Links links) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Links(Link avatar) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Link(String href) {}

    /** A page of e-mail addresses. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Emails(List<Email> values, String next) {}

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

    /** A person's membership. The workspace is in a field; in other lists of Bitbucket this is itself the workspace. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Access(Boolean administrator, Workspace workspace, String uuid, String slug, String name, Links links) {

        Workspace itself() {
            return workspace == null ? new Workspace(uuid, slug, name, links) : workspace;
        }
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Workspace(String uuid, String slug, String name, Links links) {}
}
