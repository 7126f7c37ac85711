package dev.rollcall.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.RegistrationRefused;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Requests to authorization servers. Methods block and take a bounded time, so callers must not hold a transaction. */
@ApplicationScoped
public class OAuth {

    private record Server(Connection connection, OAuthApi api) {}

    /** Longer lifetimes are cut to this one, so that adding it to the time cannot overflow. */
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(3650);

    private final Connections connections;
    private final Clock clock;
    private final Map<String, Server> servers = new ConcurrentHashMap<>();

    OAuth(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * What the provider returns for a code.
     *
     * @param idToken not yet checked
     */
    public record Grant(ProviderToken token, Optional<String> idToken) {

        /** Keeps the tokens out of logs and messages. */
        @Override
        public String toString() {
            return "Grant[" + token + "]";
        }
    }

    /**
     * The URL of the page where a person consents.
     *
     * @param challenge SHA-256 of the code verifier (RFC 7636, method S256)
     * @param nonce returns in the ID token
     */
    public URI authorizationUrl(
            OAuthRegistration registration, String redirectUri, String state, String challenge, String nonce) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", registration.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("scope", scopes(registration));
        query.put("state", state);
        query.put("code_challenge", challenge);
        query.put("code_challenge_method", "S256");
        if (registration.openId().isPresent()) {
            query.put("nonce", nonce);
        }
        query.putAll(registration.parameters());
        String url = registration.authorizationUrl();
        return URI.create(url + (url.contains("?") ? "&" : "?") + form(query));
    }

    /**
     * Exchanges a code. The outcome is {@link Revoked} if the provider says that the code is invalid or expired,
     * {@link ActionRequired} if it wants something of the person first, and {@link RegistrationRefused} if it refuses
     * Rollcall itself.
     */
    public Outcome<Grant> exchange(OAuthRegistration registration, String code, String verifier, String redirectUri) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", redirectUri);
        return requestToken(registration, code, form)
                .then(response -> token(response.value(), null, scopes(registration))
                        .then(token -> new Ok<>(
                                new Grant(token.value(), Optional.ofNullable(text(response.value(), "id_token"))))));
    }

    /**
     * Exchanges a refresh token. The provider may invalidate the old token, so store the new one before you use it.
     *
     * @param redirectUri the one that the code was for: GitLab requires it again
     * @return the new token, with the old refresh token if the provider issued none. {@link Revoked} if the provider
     *     says that the refresh token is invalid, or if there is none. {@link ActionRequired} if it wants to see the
     *     person first. {@link RegistrationRefused} if it refuses Rollcall itself
     */
    public Outcome<ProviderToken> refresh(OAuthRegistration registration, ProviderToken old, String redirectUri) {
        if (old.refreshToken() == null) {
            return new Revoked<>();
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", old.refreshToken());
        form.put("redirect_uri", redirectUri);
        // Without it, Entra grants its defaults.
        form.put("scope", scopes(registration));
        return requestToken(registration, old.refreshToken(), form)
                .then(response -> token(response.value(), old.refreshToken(), old.scopes()));
    }

    /**
     * Revokes a token and its refresh token.
     *
     * @return true if the token is revoked, now or before; false if the provider cannot revoke tokens
     */
    public Outcome<Boolean> revoke(OAuthRegistration registration, ProviderToken token) {
        if (registration.revocation().isEmpty()) {
            return new Ok<>(false);
        }
        Revocation revocation = registration.revocation().get();
        return revocation.github()
                ? revokeAtGitHub(registration, revocation.url(), token.accessToken())
                : revoke(
                        registration,
                        revocation.url(),
                        token.refreshToken() == null ? token.accessToken() : token.refreshToken());
    }

    private Outcome<Boolean> revokeAtGitHub(OAuthRegistration registration, String url, String token) {
        String json =
                JsonNodeFactory.instance.objectNode().put("access_token", token).toString();
        String credentials = registration.clientId() + ":" + registration.clientSecret();
        return server(url)
                .connection()
                .send(token, () -> server(url).api().delete(url, basic(credentials), json))
                .then(response -> switch (response.value().status()) {
                    // 404 and 422: GitHub does not know the token, or the person has withdrawn the consent.
                    case 204, 404, 422 -> new Ok<>(true);
                    default -> OAuthErrors.refusal(registration, response.value(), "");
                });
    }

    /** RFC 7009, section 2.2: the status is 200 for unknown tokens too. Google's is 400. */
    private Outcome<Boolean> revoke(OAuthRegistration registration, String url, String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        return post(registration, url, token, form).then(response -> {
            String error = OAuthErrors.code(response.value());
            return response.value().status() == 200 || error.equals("invalid_token") || OAuthErrors.isInvalid(error)
                    ? new Ok<>(true)
                    : OAuthErrors.refusal(registration, response.value(), error);
        });
    }

    private Outcome<JsonNode> requestToken(OAuthRegistration registration, String secret, Map<String, String> form) {
        return post(registration, registration.tokenUrl(), secret, form).then(response -> {
            // GitHub's errors have status 200.
            String error = OAuthErrors.code(response.value());
            return response.value().status() == 200 && error.isEmpty()
                    ? response.value().parse(JsonNode.class)
                    : OAuthErrors.refusal(registration, response.value(), error);
        });
    }

    private Outcome<ProviderResponse> post(
            OAuthRegistration registration, String url, String secret, Map<String, String> form) {
        return server(url)
                .connection()
                .send(secret, () -> server(url).api().post(url, authenticate(registration, form), form(form)));
    }

    private Outcome<ProviderToken> token(JsonNode response, String oldRefreshToken, String oldScopes) {
        String accessToken = text(response, "access_token");
        if (accessToken == null) {
            return new Transient<>("the response has no access token");
        }
        String type = text(response, "token_type");
        if (type != null && !type.equalsIgnoreCase("bearer")) {
            return new Transient<>("the access token is not a bearer token");
        }
        String refreshToken = text(response, "refresh_token");
        // Bitbucket's field is "scopes". GitHub separates scopes with commas.
        String granted = Optional.ofNullable(text(response, "scope"))
                .or(() -> Optional.ofNullable(text(response, "scopes")))
                .map(scopes -> scopes.replace(',', ' '))
                .orElse(oldScopes);
        return new Ok<>(new ProviderToken(
                accessToken, refreshToken == null ? oldRefreshToken : refreshToken, expiry(response), granted));
    }

    private Instant expiry(JsonNode response) {
        long seconds = response.path("expires_in").asLong();
        return seconds <= 0 ? null : clock.instant().plusSeconds(Math.min(seconds, LONGEST_LIFETIME.toSeconds()));
    }

    private static String text(JsonNode response, String field) {
        JsonNode value = response.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** Adds the credentials to the form and returns null, or returns an Authorization header. */
    private static String authenticate(OAuthRegistration registration, Map<String, String> form) {
        if (registration.authentication() == ClientAuthentication.BASIC) {
            // RFC 6749, section 2.3.1: both are form-encoded.
            return basic(encode(registration.clientId()) + ":" + encode(registration.clientSecret()));
        }
        form.put("client_id", registration.clientId());
        form.put("client_secret", registration.clientSecret());
        return null;
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static String scopes(OAuthRegistration registration) {
        return String.join(" ", registration.scopes());
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Clients are expensive to make, and the registrations have few URLs. */
    private Server server(String url) {
        return servers.computeIfAbsent(url, address -> {
            Connection connection = connections.toHostOf(address, address);
            return new Server(connection, connection.api(OAuthApi.class));
        });
    }
}
