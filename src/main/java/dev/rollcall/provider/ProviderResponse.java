package dev.rollcall.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A provider's HTTP response, read to its end, with what all providers' headers have in common. */
public class ProviderResponse {

    /** 1 MiB. A page of 100 organizations has about 100 KB. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final int MAX_EXCERPT = 100;

    /** An ETag (RFC 9110, section 8.8.3), of characters that a header may contain. */
    private static final Pattern ETAG = Pattern.compile("(W/)?\"[!#-~]{0,200}\"");

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** Every provider resets its rate limits at least hourly. A longer wait is a mistake, such as milliseconds. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** For rate limits without a usable time. */
    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

    private final Response head;
    private final byte[] body;
    private final Optional<URI> next;
    private final String token;
    private final ObjectMapper json;
    private final Instant now;

    private ProviderResponse(Response head, byte[] body, String token, ObjectMapper json, Instant now) {
        this.head = head;
        this.body = body;
        this.next = Optional.ofNullable(head.getLink("next")).map(Link::getUri);
        this.token = token;
        this.json = json;
        this.now = now;
    }

    /**
     * Reads a response.
     *
     * @param token the secret that the request carried; empty if none
     * @throws IOException if the connection breaks before the end of the body
     * @throws RuntimeException if the response violates HTTP
     */
    static Outcome<ProviderResponse> read(Response response, String token, ObjectMapper json, Instant now)
            throws IOException {
        try (response;
                InputStream body = response.readEntity(InputStream.class)) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? new Transient<>("the response is longer than 1 MiB")
                    : new Ok<>(new ProviderResponse(response, bytes, token, json, now));
        }
    }

    /**
     * The body of a 200 response, as an object of the given type. A 304 is {@link Unchanged}.
     *
     * @param refusal what the provider means by any other status
     */
    public <T> Outcome<T> as(Class<T> type, Function<ProviderResponse, Outcome<T>> refusal) {
        return as(json.readerFor(type), refusal);
    }

    /** Like {@link #as}, for an array. If there are more pages, a Link header (RFC 8288) says where the next one is. */
    public <T> Outcome<Page<T>> asPage(Class<T> type, Function<ProviderResponse, Outcome<List<T>>> refusal) {
        return asList(type, refusal)
                .then(items -> new Ok<>(new Page<>(items.value(), next), Optional.empty(), items.quota()));
    }

    /** Like {@link #as}, for an array. */
    public <T> Outcome<List<T>> asList(Class<T> type, Function<ProviderResponse, Outcome<List<T>>> refusal) {
        return as(json.readerForListOf(type), refusal);
    }

    private <T> Outcome<T> as(ObjectReader reader, Function<ProviderResponse, Outcome<T>> refusal) {
        return switch (head.getStatus()) {
            case 200 -> parse(reader);
            case 304 -> new Unchanged<>();
            default -> refusal.apply(this);
        };
    }

    /** The body, whatever the status is. */
    public <T> Outcome<T> parse(Class<T> type) {
        return parse(json.readerFor(type));
    }

    /** Like {@link #parse}, for an array. */
    public <T> Outcome<List<T>> parseList(Class<T> type) {
        return parse(json.readerForListOf(type));
    }

    private <T> Outcome<T> parse(ObjectReader reader) {
        try {
            T value = reader.readValue(body);
            return value == null ? new Transient<>("the response is null") : new Ok<>(value, etag(), quota());
        } catch (IOException wrong) {
            // Jackson's message quotes the body.
            return new Transient<>("not the expected JSON: " + wrong.getClass().getSimpleName());
        }
    }

    public int status() {
        return head.getStatus();
    }

    /** The end of the wait that the Retry-After header demands; empty without the header. */
    public Optional<Instant> retryAfter() {
        return header(HttpHeaders.RETRY_AFTER)
                .map(said -> now.plus(bounded(number(HttpHeaders.RETRY_AFTER).orElse(DEFAULT_WAIT.toSeconds()))));
    }

    /** {@link Limited} until the time in the Retry-After header; without the header, for a minute. */
    public <T> Outcome<T> limited() {
        return limited(Optional.empty());
    }

    /**
     * Like {@link #limited()}.
     *
     * @param reset when the rate limit starts anew, for responses without a Retry-After header
     */
    public <T> Outcome<T> limited(Optional<Instant> reset) {
        return new Limited<>(retryAfter().or(() -> reset).orElse(now.plus(DEFAULT_WAIT)));
    }

    /** The token's rate limit. Providers use two prefixes, and all give the reset in seconds since 1970. */
    private Optional<Quota> quota() {
        return quota("x-ratelimit-").or(() -> quota("ratelimit-"));
    }

    private Optional<Quota> quota(String prefix) {
        return number(prefix + "limit")
                .flatMap(limit -> number(prefix + "remaining")
                        .flatMap(remaining ->
                                moment(prefix + "reset").map(reset -> new Quota(limit, remaining, reset))));
    }

    /** The time in a header, in seconds since 1970; between one second and one hour from now. */
    public Optional<Instant> moment(String header) {
        return number(header).map(seconds -> now.plus(bounded(seconds - now.getEpochSecond())));
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.min(Math.max(seconds, SHORTEST_WAIT.toSeconds()), LONGEST_WAIT.toSeconds()));
    }

    /** For a status that says nothing about the token and the person. */
    public <T> Outcome<T> transientProblem(String message) {
        return new Transient<>("status " + head.getStatus() + (message.isEmpty() ? "" : ": " + message));
    }

    /**
     * The provider's error message, at most 100 characters; empty if there is none. A server may repeat the token, so
     * the token is removed.
     *
     * @param path JSON pointers (RFC 6901) to the text; the first that exists counts
     */
    public String message(String... path) {
        try {
            JsonNode problem = json.readTree(body);
            return Arrays.stream(path)
                    .map(problem::at)
                    .filter(JsonNode::isTextual)
                    .findFirst()
                    .map(text -> excerpt(
                            token.isEmpty() ? text.asText() : text.asText().replace(token, "...")))
                    .orElse("");
        } catch (IOException otherwise) {
            return "";
        }
    }

    private static String excerpt(String text) {
        return text.substring(0, Math.min(text.length(), MAX_EXCERPT)).replaceAll("\\p{Cntrl}", " ");
    }

    private Optional<String> etag() {
        return header(HttpHeaders.ETAG).filter(etag -> ETAG.matcher(etag).matches());
    }

    /** The names in a header that contains a comma-separated list. */
    public Set<String> names(String header) {
        return header(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The number in a header; empty if it is negative, too large or no number. */
    public Optional<Long> number(String header) {
        return header(header).filter(value -> value.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(head.getHeaderString(name));
    }
}
