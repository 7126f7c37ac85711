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
 * The claims about a person that Rollcall uses (OpenID Connect Core, section 5.1), from the UserInfo endpoint or from an
 * ID token. Any of them may be null. All except the subject are optional, so one of another type counts as absent.
 *
 * @param upn Microsoft's name of an account, in the ID tokens of AD FS
 * @param hd Google only: the Workspace domain of the account
 */
@RegisterForReflection // Quarkus sees types in signatures only.
@JsonIgnoreProperties(ignoreUnknown = true)
public record UserInfo(
        String sub,
        @JsonProperty("preferred_username") JsonNode preferredUsername,
        JsonNode upn,
        JsonNode name,
        JsonNode picture,
        JsonNode email,
        @JsonProperty("email_verified") JsonNode emailVerified,
        JsonNode hd) {

    /** The endpoint that returns the claims (OpenID Connect Core, section 5.3). */
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public interface Endpoint {

        @GET
        Response userInfo(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @Url String url);
    }

    /**
     * Fills what is absent here from the claims of the same person in another place. An address and whether it is
     * verified belong together, so both are from one place, unless both places have the same address.
     */
    public UserInfo or(UserInfo other) {
        boolean flag = isText(email) && (isFlag(emailVerified) || !email.equals(other.email));
        return new UserInfo(
                sub,
                first(preferredUsername, other.preferredUsername),
                first(upn, other.upn),
                first(name, other.name),
                first(picture, other.picture),
                first(email, other.email),
                flag ? emailVerified : other.emailVerified,
                first(hd, other.hd));
    }

    private static JsonNode first(JsonNode one, JsonNode other) {
        return isText(one) ? one : other;
    }

    private static boolean isText(JsonNode claim) {
        return claim != null && claim.isTextual();
    }

    /** Some providers write booleans as strings. */
    private static boolean isFlag(JsonNode claim) {
        return claim != null && (claim.isBoolean() || claim.isTextual());
    }

    private static String text(JsonNode claim) {
        return isText(claim) ? claim.asText() : null;
    }

    /** {@return the login} */
    public Optional<String> login() {
        return ForeignText.storable(text(first(preferredUsername, upn)));
    }

    /** {@return the URL of a picture, not checked} May be null. */
    public String pictureUrl() {
        return text(picture);
    }

    /** {@return the Workspace domain of a Google account} May be null. */
    public String hostedDomain() {
        return text(hd);
    }

    /**
     * The profile. It is {@link Transient} without a subject of 1 to 255 storable characters (OpenID Connect Core,
     * section 5.1). Identities are recognised by the subject, so it is never changed to fit.
     *
     * @param trustEmail whether to trust the address if the provider says that it is verified
     */
    public Outcome<ProviderProfile> profile(
            Optional<String> login, Optional<String> picture, boolean trustEmail, Optional<Quota> quota) {
        if (ForeignText.exact(sub).isEmpty()) {
            return new Transient<>("the user has no valid id");
        }
        ProviderProfile profile = new ProviderProfile(
                sub,
                login,
                ForeignText.storable(text(name)),
                picture,
                trustEmail && isEmailVerified() ? ForeignText.email(text(email)) : Optional.empty());
        return new Ok<>(profile, Optional.empty(), quota);
    }

    private boolean isEmailVerified() {
        return isFlag(emailVerified) && "true".equals(emailVerified.asText());
    }
}
