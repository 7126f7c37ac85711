package dev.rollcall.provider;

import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Endpoints of authorization servers: RFC 6749, section 3.2, and RFC 7009. */
@Path("")
@Produces(MediaType.APPLICATION_JSON) // GitHub's default is a form.
interface OAuthApi {

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response post(@Url String url, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, String form);

    /** GitHub's own way to revoke a token: docs.github.com, "REST API endpoints for OAuth authorizations". */
    @DELETE
    @Consumes(MediaType.APPLICATION_JSON)
    Response delete(@Url String url, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, String json);
}
