package dev.rollcall.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service, as it is registered at an installation: where people consent, and where what they consented to is
 * exchanged (RFC 6749).
 *
 * @param authorizationUrl where the browser is sent
 * @param tokenUrl where codes and refresh tokens are exchanged
 * @param revocation how a token is given back; empty where the provider has no way
 * @param authentication how the service proves itself at the token URL
 * @param scopes what people are asked to consent to
 * @param parameters what the authorization URL needs besides
 * @param openId present where the provider answers with an ID token as well
 */
public record OAuthRegistration(
        String authorizationUrl,
        String tokenUrl,
        Optional<Revocation> revocation,
        String clientId,
        String clientSecret,
        ClientAuthentication authentication,
        List<String> scopes,
        Map<String, String> parameters,
        Optional<OpenId> openId) {

    /** How a client proves itself (RFC 6749, section 2.3.1). */
    public enum ClientAuthentication {
        /** By the Authorization header. */
        BASIC,
        /** By fields of the form. */
        FORM
    }

    /**
     * How a token is given back.
     *
     * @param github whether by GitHub's way, a DELETE with JSON, instead of RFC 7009
     */
    public record Revocation(String url, boolean github) {}

    /**
     * What an ID token is checked against (OpenID Connect Core, section 3.1.3.7). Its {@code sub} is the profile's
     * subject.
     */
    public record OpenId(String issuer, String keysUrl) {}

    /** Keeps the secret out of logs and messages. */
    @Override
    public String toString() {
        return "OAuthRegistration[tokenUrl=" + tokenUrl + ", clientId=" + clientId + "]";
    }
}
