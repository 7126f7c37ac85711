package dev.rollcall.identity.github;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.identity.Outcome;
import dev.rollcall.identity.Outcome.InsufficientScope;
import dev.rollcall.identity.Outcome.Limited;
import dev.rollcall.identity.Outcome.NotFound;
import dev.rollcall.identity.Outcome.Ok;
import dev.rollcall.identity.Outcome.Quota;
import dev.rollcall.identity.Outcome.Revoked;
import dev.rollcall.identity.Outcome.SsoRequired;
import dev.rollcall.identity.Outcome.Suspended;
import dev.rollcall.identity.Outcome.Transient;
import dev.rollcall.identity.Outcome.Unchanged;
import dev.rollcall.identity.github.GitHubApi.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One answer of GitHub, read to its end, and what it means. Sources, at docs.github.com: "Troubleshooting the REST API",
 * "Rate limits for the REST API", "Best practices for using the REST API", "Authenticating to the REST API" (single
 * sign-on), "Scopes for OAuth apps".
 */
class Answer {

    /** A page of 100 organizations has about 100 KB. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final int MAX_EXCERPT = 100;
    private static final int MAX_URL = 2048;

    /** An ETag (RFC 9110, section 8.8.3) without what a header may not contain. */
    private static final Pattern ETAG = Pattern.compile("(W/)?\"[!#-~]{0,200}\"");

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** GitHub's quotas begin anew every hour, so longer waits are mistakes: milliseconds for seconds, for example. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** What GitHub asks for where it does not say how long. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final Response head;
    private final byte[] body;
    private final Optional<URI> next;
    private final String token;
    private final ObjectMapper json;
    private final Instant now;

    private Answer(Response head, byte[] body, String token, ObjectMapper json, Instant now) {
        this.head = head;
        this.body = body;
        this.next = Optional.ofNullable(head.getLink("next")).map(Link::getUri);
        this.token = token;
        this.json = json;
        this.now = now;
    }

    /**
     * Reads an answer to what was asked with a token.
     *
     * @throws IOException if the connection breaks before its end
     * @throws RuntimeException if it is no answer by the rules of HTTP
     */
    static Outcome<Answer> read(Response response, String token, ObjectMapper json, Instant now) throws IOException {
        try (response;
                InputStream body = response.readEntity(InputStream.class)) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return new Transient<>("an answer that is too long");
            }
            Answer answer = new Answer(response, bytes, token, json, now);
            return new Ok<>(answer, answer.etag(), answer.quota());
        }
    }

    /** What it means, with the body of an answer that is one. */
    <T> Outcome<T> as(ObjectReader type) {
        return switch (head.getStatus()) {
            case 200 -> parse(type);
            case 304 -> new Unchanged<>();
            case 401 -> new Revoked<>();
            case 403, 429 -> refusal();
            case 404 -> new NotFound<>();
            case 451 -> new Suspended<>();
            default -> noSense();
        };
    }

    private <T> Outcome<T> parse(ObjectReader type) {
        try {
            T value = type.readValue(body);
            return value == null ? new Transient<>("null instead of an answer") : new Ok<>(value, etag(), quota());
        } catch (IOException wrong) {
            // Jackson's message quotes the body.
            return new Transient<>("not the expected JSON: " + wrong.getClass().getSimpleName());
        }
    }

    /** Never {@link Revoked}: limits and single sign-on refuse good tokens. */
    private <T> Outcome<T> refusal() {
        String message = message().toLowerCase(Locale.ROOT);
        Optional<Instant> limitedUntil = limitedUntil(message);
        if (limitedUntil.isPresent()) {
            return new Limited<>(limitedUntil.get());
        }
        Optional<String> sso = header("X-GitHub-SSO").filter(value -> value.startsWith("required"));
        if (sso.isPresent()) {
            return new SsoRequired<>(httpsUrl(sso.get().replaceFirst("^required;\\s*url=", "")));
        }
        Set<String> accepted = names("X-Accepted-OAuth-Scopes");
        if (header("X-OAuth-Scopes").isPresent()
                && !accepted.isEmpty()
                && names("X-OAuth-Scopes").stream().noneMatch(accepted::contains)) {
            return new InsufficientScope<>(accepted);
        }
        // Tokens of GitHub Apps have permissions instead of scopes.
        if (message.startsWith("resource not accessible by")) {
            return new InsufficientScope<>(names("X-Accepted-GitHub-Permissions"));
        }
        return message.contains("suspended") ? new Suspended<>() : noSense();
    }

    private Optional<Instant> limitedUntil(String message) {
        if (header(HttpHeaders.RETRY_AFTER).isPresent()) {
            return Optional.of(now.plus(bounded(number(HttpHeaders.RETRY_AFTER).orElse(WAIT.toSeconds()))));
        }
        if (number("x-ratelimit-remaining").equals(Optional.of(0L))) {
            return Optional.of(reset().orElse(now.plus(WAIT)));
        }
        // The secondary limit's name, and its older one.
        return head.getStatus() == 429
                        || message.contains("secondary rate limit")
                        || message.contains("abuse detection")
                ? Optional.of(now.plus(WAIT))
                : Optional.empty();
    }

    private Optional<Quota> quota() {
        return number("x-ratelimit-limit")
                .flatMap(limit -> number("x-ratelimit-remaining")
                        .flatMap(remaining -> reset().map(reset -> new Quota(limit, remaining, reset))));
    }

    private Optional<Instant> reset() {
        return number("x-ratelimit-reset").map(seconds -> now.plus(bounded(seconds - now.getEpochSecond())));
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.min(Math.max(seconds, SHORTEST_WAIT.toSeconds()), LONGEST_WAIT.toSeconds()));
    }

    private <T> Outcome<T> noSense() {
        String message = message();
        return new Transient<>("status " + head.getStatus() + (message.isEmpty() ? "" : ": " + message));
    }

    /** What GitHub says is wrong, cut; empty if it does not say so in its way. A server may repeat what it was sent. */
    private String message() {
        try {
            Problem problem = json.readValue(body, Problem.class);
            String message = problem == null || problem.message() == null
                    ? ""
                    : problem.message().replace(token, "...");
            return message.substring(0, Math.min(message.length(), MAX_EXCERPT)).replaceAll("\\p{Cntrl}", " ");
        } catch (IOException otherwise) {
            return "";
        }
    }

    /** Where the next page is, as GitHub says; empty on the last one. */
    Optional<URI> next() {
        return next;
    }

    private Optional<String> etag() {
        return header(HttpHeaders.ETAG).filter(etag -> ETAG.matcher(etag).matches());
    }

    private static Optional<String> httpsUrl(String url) {
        try {
            return Optional.of(url)
                    .filter(https -> https.length() <= MAX_URL && https.startsWith("https://"))
                    .filter(https -> URI.create(https).getHost() != null);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private Set<String> names(String header) {
        return header(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Optional<Long> number(String header) {
        return header(header).filter(value -> value.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(head.getHeaderString(name));
    }
}
