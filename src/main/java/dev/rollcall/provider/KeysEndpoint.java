package dev.rollcall.provider;

import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Publishes the keys of an issuer (RFC 7517). The media type of JWK sets is that of section 8.5.2. */
@Path("")
@Produces({"application/jwk-set+json", MediaType.APPLICATION_JSON})
public interface KeysEndpoint {

    @GET
    Response keys(@Url String url);
}
