package dev.rollcall.provider.sso;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The discovery endpoint (OpenID Connect Discovery, section 4). */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface DiscoveryApi {

    @GET
    @Path("/.well-known/openid-configuration")
    Response document();

    /** The fields that Rollcall uses (section 3; revocation: RFC 8414, section 2). Any of them may be null. */
    @RegisterForReflection // Quarkus sees types in signatures only.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Document(
            String issuer,
            @JsonProperty("authorization_endpoint") String authorization,
            @JsonProperty("token_endpoint") String token,
            @JsonProperty("userinfo_endpoint") String userInfo,
            @JsonProperty("jwks_uri") String keys,
            @JsonProperty("revocation_endpoint") String revocation) {}
}
