package dev.rollcall.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One answer of a provider, read to its end, and what every provider means by it. */
public class Answer {

    /** A page of 100 organizations has about 100 KB. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final int MAX_EXCERPT = 100;
    private static final int MAX_URL = 2048;

    /** An ETag (RFC 9110, section 8.8.3) without what a header may not contain. */
    private static final Pattern ETAG = Pattern.compile("(W/)?\"[!#-~]{0,200}\"");

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** Quotas begin anew every hour at the latest, so longer waits are mistakes: milliseconds for seconds, for example. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** For providers that do not say how long. */
    public static final Duration WAIT = Duration.ofMinutes(1);

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

    /**
     * What it means, with the body of an answer that is one.
     *
     * @param refusal what the provider means by any other status than 200 and 304
     */
    public <T> Outcome<T> as(ObjectReader type, Function<Answer, Outcome<T>> refusal) {
        return switch (head.getStatus()) {
            case 200 -> parse(type);
            case 304 -> new Unchanged<>();
            default -> refusal.apply(this);
        };
    }

    /** The body, whatever the status is. */
    public <T> Outcome<T> parse(ObjectReader type) {
        try {
            T value = type.readValue(body);
            return value == null ? new Transient<>("null instead of an answer") : new Ok<>(value, etag(), quota());
        } catch (IOException wrong) {
            // Jackson's message quotes the body.
            return new Transient<>("not the expected JSON: " + wrong.getClass().getSimpleName());
        }
    }

    public int status() {
        return head.getStatus();
    }

    /** Until when the provider wants no more questions, if it says that it does. */
    public Optional<Instant> retryAfter() {
        return header(HttpHeaders.RETRY_AFTER)
                .map(said -> now.plus(bounded(number(HttpHeaders.RETRY_AFTER).orElse(WAIT.toSeconds()))));
    }

    /** The moment that is so far from now. */
    public Instant in(Duration wait) {
        return now.plus(wait);
    }

    /** The token's quota; providers differ in the names of the headers only, and give the reset in seconds since 1970. */
    public Optional<Quota> quota() {
        return quota("x-ratelimit-").or(() -> quota("ratelimit-"));
    }

    private Optional<Quota> quota(String prefix) {
        return number(prefix + "limit")
                .flatMap(limit -> number(prefix + "remaining")
                        .flatMap(remaining ->
                                moment(prefix + "reset").map(reset -> new Quota(limit, remaining, reset))));
    }

    /** A moment in seconds since 1970, at most so far from now as a provider can mean. */
    public Optional<Instant> moment(String header) {
        return number(header).map(seconds -> now.plus(bounded(seconds - now.getEpochSecond())));
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.min(Math.max(seconds, SHORTEST_WAIT.toSeconds()), LONGEST_WAIT.toSeconds()));
    }

    /** It makes no sense, or none that lasts. */
    public <T> Outcome<T> transientProblem(String message) {
        return new Transient<>("status " + head.getStatus() + (message.isEmpty() ? "" : ": " + message));
    }

    /**
     * What the provider says is wrong, cut; empty if it does not say so in its way. A server may repeat what it was sent,
     * so that the token is taken out.
     *
     * @param path where the text is, a JSON pointer (RFC 6901); of several the first that is there
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

    /** Where the next page is, by the Link header (RFC 8288); empty on the last one. */
    public Optional<URI> next() {
        return next;
    }

    private Optional<String> etag() {
        return header(HttpHeaders.ETAG).filter(etag -> ETAG.matcher(etag).matches());
    }

    public static Optional<String> httpsUrl(String url) {
        try {
            return Optional.of(url)
                    .filter(https -> https.length() <= MAX_URL && https.startsWith("https://"))
                    .filter(https -> URI.create(https).getHost() != null);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The names in a header that lists some, with commas between. */
    public Set<String> names(String header) {
        return header(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public Optional<Long> number(String header) {
        return header(header).filter(value -> value.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(head.getHeaderString(name));
    }
}
