package dev.rollcall.provider.sso;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Where a provider describes itself (OpenID Connect Discovery, section 4). */
@Path("")
@Produces(MediaType.APPLICATION_JSON)
interface DiscoveryApi {

    @GET
    @Path("/.well-known/openid-configuration")
    Response document();

    /** What of it is used (section 3); any of it may be null. Revocation is from RFC 8414, section 2. */
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
