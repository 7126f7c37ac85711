package dev.rollcall.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rollcall's registration as an OAuth client at an installation (RFC 6749), and the URLs it uses there.
 *
 * @param authorizationUrl the page where people consent
 * @param tokenUrl exchanges codes and refresh tokens
 * @param revocation revokes tokens; empty if the provider cannot
 * @param authentication how Rollcall proves its identity at the token URL
 * @param scopes what people are asked to consent to
 * @param parameters further query parameters of the authorization URL
 * @param openId present if the provider also returns an ID token
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

    /** How a client proves its identity (RFC 6749, section 2.3.1). */
    public enum ClientAuthentication {
        /** In the Authorization header. */
        BASIC,
        /** In form fields. */
        FORM
    }

    /**
     * How to revoke a token.
     *
     * @param github whether to send GitHub's own DELETE request with JSON, and not that of RFC 7009
     */
    public record Revocation(String url, boolean github) {}

    /** Checks an ID token (OpenID Connect Core, section 3.1.3.7). Its {@code sub} must be the profile's subject. */
    public record OpenId(String issuer, String keysUrl) {}

    /** A registration without ID tokens and further parameters. */
    public static OAuthRegistration of(
            InstallationSettings settings,
            ClientAuthentication authentication,
            String authorizationUrl,
            String tokenUrl,
            Optional<Revocation> revocation) {
        return new OAuthRegistration(
                authorizationUrl,
                tokenUrl,
                revocation,
                settings.clientId(),
                settings.clientSecret(),
                authentication,
                settings.scopes(),
                Map.of(),
                Optional.empty());
    }

    /** Keeps the secret out of logs and messages. */
    @Override
    public String toString() {
        return "OAuthRegistration[tokenUrl=" + tokenUrl + ", clientId=" + clientId + "]";
    }
}
