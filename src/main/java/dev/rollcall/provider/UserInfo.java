package dev.rollcall.provider;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Transient;
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
 * The claims about a person that Rollcall uses (OpenID Connect Core, section 5.1). Any of them may be null.
 *
 * @param emailVerified a boolean; some providers write it as a string
 * @param hd Google only: the Workspace domain of the account
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

    /** The endpoint that returns the claims (OpenID Connect Core, section 5.3). */
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public interface Endpoint {

        @GET
        Response userInfo(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String url);
    }

    /**
     * The profile. It is {@link Transient} without a subject of 1 to 255 storable characters (OpenID Connect Core,
     * section 5.1). Identities are recognised by the subject, so it is never changed to fit.
     *
     * @param trustEmail whether to trust the address if the provider says that it is verified
     */
    public Outcome<ProviderProfile> profile(
            Optional<String> login, Optional<String> picture, boolean trustEmail, Optional<Quota> quota) {
        if (sub == null || !ForeignText.storable(sub).equals(Optional.of(sub))) {
            return new Transient<>("the user has no valid id");
        }
        ProviderProfile profile = new ProviderProfile(
                sub,
                login,
                ForeignText.storable(name),
                picture,
                trustEmail && isEmailVerified() ? ForeignText.email(email) : Optional.empty());
        return new Ok<>(profile, Optional.empty(), quota);
    }

    private boolean isEmailVerified() {
        return emailVerified != null
                && (emailVerified.isBoolean() || emailVerified.isTextual())
                && "true".equals(emailVerified.asText());
    }
}
