package dev.rollcall.provider;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.rest.client.reactive.Url;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * What OpenID Connect says about a person (OpenID Connect Core, section 5.1), as far as it is used; any of it may be null.
 *
 * @param emailVerified a boolean; some providers write it as text
 * @param hd Google's: the domain of the Workspace that the account belongs to
 */
@RegisterForReflection // Quarkus sees types in signatures only.
@JsonIgnoreProperties(ignoreUnknown = true)
public record UserInfo(
        String sub,
        @JsonProperty("preferred_username") String preferredUsername,
        String name,
        String picture,
        String email,
        @JsonProperty("email_verified") JsonNode emailVerified,
        String hd) {

    /** Where a provider says it (OpenID Connect Core, section 5.3). */
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public interface Endpoint {

        @GET
        Response ask(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String url);
    }

    /**
     * The subject, to the letter: identities are recognised by it. Empty if it is none; it has at most 255 characters
     * (OpenID Connect Core, section 5.1).
     */
    public Optional<String> subject() {
        return ForeignText.storable(sub).filter(storable -> storable.equals(sub));
    }

    /** The address, if the provider says that it is the person's own. */
    public Optional<String> verifiedEmail() {
        return isEmailVerified() ? ForeignText.email(email) : Optional.empty();
    }

    private boolean isEmailVerified() {
        return emailVerified != null
                && (emailVerified.isBoolean() || emailVerified.isTextual())
                && "true".equals(emailVerified.asText());
    }
}
