package dev.rollcall.provider.azuredevops;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
 * The endpoints of Azure DevOps. Sources, at learn.microsoft.com, version 7.1: "Profiles - Get", "Accounts - List". The
 * records contain the fields that Rollcall uses. Any of them may be null.
 */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface AzureDevOpsApi {

    String VERSION = "7.1";

    @GET
    @Path("/_apis/profile/profiles/me")
    Response me(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("api-version") String version);

    @GET
    @Path("/_apis/accounts")
    Response accounts(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @QueryParam("memberId") String member,
            @QueryParam("api-version") String version);

    /** A further page of accounts. */
    @GET
    Response follow(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String next);

    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Profile(String id, String displayName, String emailAddress) {}

    /** Organizations were called accounts. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Accounts(List<Account> value) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Account(String accountId, String accountName) {}
}
