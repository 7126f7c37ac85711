package dev.rollcall.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.client.api.LoggingScope;

/**
 * The way to one installation of a provider. What is there is believed in nothing: answers have a size, a time and a
 * number of pages that they may not exceed, and whatever is odd about one makes it {@link Transient}, so that a list is
 * whole or not there.
 */
public class Connection {

    /** How an access token is presented (RFC 6750, section 2.1). */
    public static final String BEARER = "Bearer ";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_PAGES = 50;
    private static final int MAX_ITEMS = 5000;
    private static final int MAX_URL = 2048;

    /** What a header can carry; everything else is no token. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private final URI url;
    private final ProvidersConfig timeouts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Vertx vertx;
    private final String version;

    /**
     * @param url where people's tokens may be sent, and nowhere else
     * @param version of this service, which it tells the provider
     */
    public Connection(URI url, ProvidersConfig timeouts, ObjectMapper json, Clock clock, Vertx vertx, String version) {
        this.url = url;
        this.timeouts = timeouts;
        this.json = json;
        this.clock = clock;
        this.vertx = vertx;
        this.version = version;
    }

    /** A client of an interface, whose methods must return {@link Response}. */
    public <A> A api(Class<A> type) {
        long answerTimeout = timeouts.answerTimeout().toMillis();
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                // GitHub refuses who has none: "Getting started with the REST API".
                .userAgent("rollcall/" + version)
                .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                // Ends when nothing comes for so long; what comes drop by drop is ended by the timer.
                .readTimeout(answerTimeout, TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(request -> end(request, answerTimeout))
                .followRedirects(false)
                .disableDefaultMapper(true)
                // Not even where an operator logs the requests of all clients: these have tokens.
                .loggingScope(LoggingScope.NONE)
                .build(type);
    }

    /** Ends a request that takes too long; only while it lasts, since its connection serves the next one too. */
    private void end(HttpClientRequest request, long timeout) {
        long timer = vertx.setTimer(timeout, late -> request.reset());
        request.response().compose(HttpClientResponse::end).onComplete(over -> vertx.cancelTimer(timer));
    }

    /** Asks, with a token, and reads the answer whatever its status is. */
    public Outcome<Answer> exchange(String token, Supplier<Response> request) {
        if (!TOKEN.matcher(token).matches()) {
            return new Revoked<>();
        }
        return read(token, request);
    }

    /** Asks for what everybody may read, without a token. */
    public Outcome<Answer> exchange(Supplier<Response> request) {
        return read("", request);
    }

    private Outcome<Answer> read(String token, Supplier<Response> request) {
        long asked = System.nanoTime();
        try {
            return Answer.read(request.get(), token, json, clock.instant());
        } catch (IOException | RuntimeException failure) {
            // The client throws whatever Vert.x does. Messages may quote what was sent, the token included.
            return new Transient<>(
                    "no good answer: " + root(failure).getClass().getSimpleName(),
                    System.nanoTime() - asked >= timeouts.answerTimeout().toNanos());
        }
    }

    private static Throwable root(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .reduce(failure, (outer, inner) -> inner);
    }

    /** For answers of a type. */
    public ObjectReader reader(Class<?> type) {
        return json.readerFor(type);
    }

    /** For answers that are an array. */
    public ObjectReader listReader(Class<?> type) {
        return json.readerForListOf(type);
    }

    /** Whether an address is at the place that people's tokens may be sent to. */
    public boolean isHere(URI other) {
        return other.getHost() != null
                && url.getScheme().equalsIgnoreCase(other.getScheme())
                && url.getHost().equalsIgnoreCase(other.getHost())
                && port(url) == port(other);
    }

    private static int port(URI url) {
        if (url.getPort() != -1) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** A picture's address, if a browser may be sent there: by https, or by http if that is how the installation is. */
    public Optional<String> picture(String address) {
        try {
            return Optional.ofNullable(address)
                    .filter(picture -> picture.length() <= MAX_URL)
                    .map(URI::create)
                    .filter(picture -> picture.getHost() != null)
                    .filter(picture -> "https".equals(picture.getScheme())
                            || url.getScheme().equals(picture.getScheme()))
                    .map(URI::toString);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * One page of a list.
     *
     * @param next where the next one is; empty on the last one
     */
    public record Page<W>(List<W> items, Optional<URI> next) {}

    /**
     * Reads a list to its end. Half of one would look as if the person had left the rest.
     *
     * @param first asks for the first page
     * @param follow asks for the page at an address, which is the provider's and at the place of the installation
     * @param page what an answer means
     * @param item what an item is; empty for one that makes no sense
     */
    public <W, T> Outcome<List<T>> list(
            String token,
            Supplier<Response> first,
            Function<URI, Response> follow,
            Function<Answer, Outcome<Page<W>>> page,
            Function<W, Optional<T>> item) {
        Outcome<List<T>> list = new Listing<>(token, follow, page, item).from(first);
        return list instanceof Unchanged ? new Transient<>("unchanged, but since when") : list;
    }

    /** A list on its way, page by page. */
    private class Listing<W, T> {

        private final String token;
        private final Function<URI, Response> follow;
        private final Function<Answer, Outcome<Page<W>>> page;
        private final Function<W, Optional<T>> item;
        private final Instant deadline = clock.instant().plus(timeouts.listTimeout());
        private final List<T> items = new ArrayList<>();
        private int pages;

        Listing(
                String token,
                Function<URI, Response> follow,
                Function<Answer, Outcome<Page<W>>> page,
                Function<W, Optional<T>> item) {
            this.token = token;
            this.follow = follow;
            this.page = page;
            this.item = item;
        }

        Outcome<List<T>> from(Supplier<Response> request) {
            if (++pages > MAX_PAGES || clock.instant().isAfter(deadline)) {
                return new Transient<>("a list that does not end");
            }
            return exchange(token, request)
                    .then(answer -> page.apply(answer.value()))
                    .then(this::goOn);
        }

        private Outcome<List<T>> goOn(Ok<Page<W>> read) {
            for (W wire : read.value().items()) {
                Optional<T> value = Optional.ofNullable(wire).flatMap(item);
                if (value.isEmpty()) {
                    return new Transient<>("an item without an id or a name");
                }
                items.add(value.get());
            }
            if (items.size() > MAX_ITEMS) {
                return new Transient<>("a list that does not end");
            }
            if (read.value().next().isEmpty()) {
                return new Ok<>(List.copyOf(items), Optional.empty(), read.quota());
            }
            URI next = read.value().next().get();
            return isHere(next) ? from(() -> follow.apply(next)) : new Transient<>("a next page elsewhere");
        }
    }
}
