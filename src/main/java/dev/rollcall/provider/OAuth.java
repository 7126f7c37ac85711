package dev.rollcall.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What the service says to authorization servers. It blocks, takes a bounded time, and needs no transaction. */
@ApplicationScoped
public class OAuth {

    private record Place(Connection connection, OAuthApi api) {}

    private static final Logger LOG = Logger.getLogger(OAuth.class);

    /** The code or refresh token is no good: RFC 6749, section 5.2, and GitHub's names for it. */
    private static final Set<String> NO_GOOD = Set.of("invalid_grant", "bad_verification_code", "bad_refresh_token");

    /** A lifetime beyond this one is as good as none. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private final Connections connections;
    private final Clock clock;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    OAuth(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * What a code was exchanged for.
     *
     * @param idToken unchecked
     */
    public record Grant(ProviderToken token, Optional<String> idToken) {

        /** Keeps the tokens out of logs and messages. */
        @Override
        public String toString() {
            return "Grant[" + token + "]";
        }
    }

    /**
     * Where a person consents.
     *
     * @param challenge of the code verifier, by S256 (RFC 7636)
     * @param nonce comes back in the ID token
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

    /** Exchanges a code. It is {@link Outcome.Revoked} if the provider says that the code is not, or no longer, good. */
    public Outcome<Grant> exchange(OAuthRegistration registration, String code, String verifier, String redirectUri) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", redirectUri);
        return ask(registration, code, form)
                .then(answer -> token(answer.value(), null, scopes(registration))
                        .then(token ->
                                ok(new Grant(token.value(), Optional.ofNullable(text(answer.value(), "id_token"))))));
    }

    /**
     * Exchanges a refresh token. The old pair may be no good afterwards, so that the new one must be stored before it is
     * used. It is {@link Outcome.Revoked} only if the provider says that this refresh token is no good, or if there is
     * none; what is wrong with our own registration is {@link Outcome.Transient}.
     *
     * @param redirectUri the one that the code was for: GitLab wants it again
     * @return a token that has the old refresh token where the provider gave no new one
     */
    public Outcome<ProviderToken> refresh(OAuthRegistration registration, ProviderToken old, String redirectUri) {
        if (old.refreshToken() == null) {
            return new Revoked<>();
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", old.refreshToken());
        form.put("redirect_uri", redirectUri);
        // Entra would fall back to its defaults.
        form.put("scope", scopes(registration));
        return ask(registration, old.refreshToken(), form)
                .then(answer -> token(answer.value(), old.refreshToken(), old.scopes()));
    }

    /**
     * Gives a token back, with what it was refreshed by.
     *
     * @return Ok also if the provider does not know the token any more, or has no way to give one back
     */
    public Outcome<Boolean> revoke(OAuthRegistration registration, ProviderToken token) {
        if (registration.revocation().isEmpty()) {
            return ok(false);
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
        return place(url)
                .connection()
                .exchange(token, () -> place(url).api().delete(url, basic(credentials), json))
                .then(answer -> switch (answer.value().status()) {
                    // Without the token, or the person's consent, there is nothing to give back.
                    case 204, 404, 422 -> ok(true);
                    default -> refusal(registration, answer.value(), "");
                });
    }

    /** RFC 7009, section 2.2: 200 also for tokens that are unknown; Google answers 400 for those. */
    private Outcome<Boolean> revoke(OAuthRegistration registration, String url, String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        return place(url)
                .connection()
                .exchange(token, () -> place(url).api().post(url, authenticate(registration, form), form(form)))
                .then(answer -> {
                    String error = error(answer.value());
                    return answer.value().status() == 200 || error.equals("invalid_token") || NO_GOOD.contains(error)
                            ? ok(true)
                            : refusal(registration, answer.value(), error);
                });
    }

    private Outcome<JsonNode> ask(OAuthRegistration registration, String secret, Map<String, String> form) {
        String url = registration.tokenUrl();
        return place(url)
                .connection()
                .exchange(secret, () -> place(url).api().post(url, authenticate(registration, form), form(form)))
                .then(answer -> {
                    // GitHub refuses with status 200.
                    String error = error(answer.value());
                    return answer.value().status() == 200 && error.isEmpty()
                            ? answer.value().parse(place(url).connection().reader(JsonNode.class))
                            : refusal(registration, answer.value(), error);
                });
    }

    private static <T> Outcome<T> refusal(OAuthRegistration registration, Answer answer, String error) {
        if (NO_GOOD.contains(error)) {
            return new Revoked<>();
        }
        if (answer.status() == 429 || answer.retryAfter().isPresent()) {
            return new Limited<>(answer.retryAfter().orElse(answer.in(Answer.WAIT)));
        }
        if (answer.status() < 500) {
            // For the operator: nobody's token is at fault, and nobody can sign in until it is mended.
            LOG.warnf(
                    "%s refuses client '%s': status %d %s",
                    registration.tokenUrl(), registration.clientId(), answer.status(), error);
        }
        return answer.transientProblem(error);
    }

    /** The error's name, by the characters that RFC 6749, section 5.2, gives it; else it is none. */
    private static String error(Answer answer) {
        String error = answer.message("/error");
        return error.matches("[!-~]*") ? error : "";
    }

    private Outcome<ProviderToken> token(JsonNode answer, String oldRefreshToken, String oldScopes) {
        String accessToken = text(answer, "access_token");
        if (accessToken == null) {
            return new Transient<>("an answer without a token");
        }
        String type = text(answer, "token_type");
        if (type != null && !type.equalsIgnoreCase("bearer")) {
            return new Transient<>("a token that is no bearer token");
        }
        String refreshToken = text(answer, "refresh_token");
        // Bitbucket says scopes, and GitHub puts commas between them.
        String granted = Optional.ofNullable(text(answer, "scope"))
                .or(() -> Optional.ofNullable(text(answer, "scopes")))
                .map(scopes -> scopes.replace(',', ' '))
                .orElse(oldScopes);
        return ok(new ProviderToken(
                accessToken, refreshToken == null ? oldRefreshToken : refreshToken, expiry(answer), granted));
    }

    private Instant expiry(JsonNode answer) {
        long seconds = answer.path("expires_in").asLong();
        return seconds <= 0 ? null : clock.instant().plusSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds()));
    }

    private static String text(JsonNode answer, String field) {
        JsonNode value = answer.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** Proves who asks; by fields of the form, or by the header that it returns. */
    private static String authenticate(OAuthRegistration registration, Map<String, String> form) {
        if (registration.authentication() == ClientAuthentication.BASIC) {
            // RFC 6749, section 2.3.1, encodes both.
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

    private static <T> Outcome<T> ok(T value) {
        return new Ok<>(value, Optional.empty(), Optional.empty());
    }

    /** One of the few addresses of the registrations, and a client for it, which is costly to make. */
    private Place place(String url) {
        return places.computeIfAbsent(url, address -> {
            Connection connection = connections.to(address, address);
            return new Place(connection, connection.api(OAuthApi.class));
        });
    }
}
