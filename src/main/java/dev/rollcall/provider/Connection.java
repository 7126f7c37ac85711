package dev.rollcall.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.client.api.LoggingScope;

/**
 * Sends requests to one installation of a provider, and trusts nothing there. Responses have a maximum size, time and
 * number of pages. An unexpected response is {@link Transient}, so a list is complete or absent.
 */
public class Connection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_PAGES = 50;
    private static final int MAX_ITEMS = 5000;

    /** The characters that a header can carry. Any other string is not a token. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private final URI url;
    private final ProvidersConfig timeouts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Vertx vertx;
    private final String version;
    private final Optional<KeyStore> trusted;

    /**
     * @param url base URL of the requests; tokens go only to its scheme, host and port
     * @param version of Rollcall, for the User-Agent header
     * @param trusted the CAs that are trusted; empty for those of the Java runtime
     */
    Connection(
            URI url,
            ProvidersConfig timeouts,
            ObjectMapper json,
            Clock clock,
            Vertx vertx,
            String version,
            Optional<KeyStore> trusted) {
        this.url = url;
        this.timeouts = timeouts;
        this.json = json;
        this.clock = clock;
        this.vertx = vertx;
        this.version = version;
        this.trusted = trusted;
    }

    /**
     * Makes a REST client. The methods of its interface must return {@link Response}: the status and headers matter too,
     * and {@link ProviderResponse} can stop reading a body that is too long.
     */
    public <A> A api(Class<A> type) {
        long timeout = timeouts.answerTimeout().toMillis();
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                // GitHub refuses requests without one: "Getting started with the REST API".
                .userAgent("rollcall/" + version)
                .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                // Ends a silent response. The timer ends a response that arrives byte by byte.
                .readTimeout(timeout, TimeUnit.MILLISECONDS)
                .httpClientRequestCustomizer(request -> limit(request, timeout))
                .followRedirects(false)
                .disableDefaultMapper(true)
                // These requests carry tokens, so they are not logged even if an operator logs all clients.
                .loggingScope(LoggingScope.NONE);
        trusted.ifPresent(store -> builder.trustStore(store, TrustedCertificates.PASSWORD));
        return builder.build(type);
    }

    /** Ends a request that takes too long. The timer stops with the response: the next request reuses the connection. */
    private void limit(HttpClientRequest request, long timeout) {
        long timer = vertx.setTimer(timeout, late -> request.reset());
        request.response().compose(HttpClientResponse::end).onComplete(over -> vertx.cancelTimer(timer));
    }

    /**
     * Sends a request that carries a secret, and reads the response whatever its status is.
     *
     * @param secret is removed from what the provider says
     */
    Outcome<ProviderResponse> send(String secret, Supplier<Response> request) {
        return TOKEN.matcher(secret).matches() ? read(secret, request) : new Revoked<>();
    }

    /** Sends a request for public data, without a token. */
    public Outcome<ProviderResponse> send(Supplier<Response> request) {
        return read("", request);
    }

    private Outcome<ProviderResponse> read(String secret, Supplier<Response> request) {
        long begin = System.nanoTime();
        try {
            return ProviderResponse.read(request.get(), secret, json, clock.instant());
        } catch (IOException | RuntimeException failure) {
            // The client throws whatever Vert.x throws. Messages may quote the request with its token.
            return new Transient<>(
                    "the request failed: " + root(failure).getClass().getSimpleName(),
                    System.nanoTime() - begin >= timeouts.answerTimeout().toNanos());
        }
    }

    private static Throwable root(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .reduce(failure, (outer, inner) -> inner);
    }

    /**
     * Requests something with a person's token.
     *
     * @param request sends the request with the given Authorization header
     * @param meaning what the response means
     */
    public <T> Outcome<T> get(
            String token, Function<String, Response> request, Function<ProviderResponse, Outcome<T>> meaning) {
        return get(token, Optional.empty(), (authorization, none) -> request.apply(authorization), meaning);
    }

    /**
     * Requests something that may not have changed.
     *
     * @param etag of the last response for this token; without it, the outcome is never {@link Unchanged}
     * @param request sends the request with the given Authorization and If-None-Match headers; the latter may be null
     */
    public <T> Outcome<T> get(
            String token,
            Optional<String> etag,
            BiFunction<String, String, Response> request,
            Function<ProviderResponse, Outcome<T>> meaning) {
        // RFC 6750, section 2.1.
        Outcome<T> outcome = send(token, () -> request.apply("Bearer " + token, etag.orElse(null)))
                .then(response -> meaning.apply(response.value()));
        return outcome instanceof Unchanged && etag.isEmpty()
                ? new Transient<>("status 304 for a request without an ETag")
                : outcome;
    }

    /** Whether a URL has the scheme, host and port that people's tokens may be sent to. */
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

    /** A picture's URL, if browsers may load it: with https, or with http if the installation itself uses http. */
    public Optional<String> picture(String address) {
        return ForeignText.url(address, "https", url.getScheme());
    }

    /**
     * One page of a list.
     *
     * @param next URL of the next page; empty on the last one
     */
    public record Page<W>(List<W> items, Optional<URI> next) {}

    /**
     * Reads all pages of a list. With half a list it would look as if the person had left the other organizations.
     *
     * @param first requests the first page, with the given Authorization header
     * @param follow requests a further page, with the given Authorization header and URL. The provider chooses the URL;
     *     it is at the host of the installation
     * @param page what a response means
     * @param item what an item means; empty if the item is invalid
     */
    public <W, T> Outcome<List<T>> list(
            String token,
            Function<String, Response> first,
            BiFunction<String, String, Response> follow,
            Function<ProviderResponse, Outcome<Page<W>>> page,
            Function<W, Optional<T>> item) {
        Instant deadline = clock.instant().plus(timeouts.listTimeout());
        List<T> items = new ArrayList<>();
        Outcome<Optional<URI>> next = get(token, first, page).then(read -> collect(read, item, items));
        for (int pages = 1;
                next instanceof Ok<Optional<URI>> more && more.value().isPresent();
                pages++) {
            if (pages == MAX_PAGES) {
                return new Transient<>("the list has more than " + MAX_PAGES + " pages");
            }
            if (clock.instant().isAfter(deadline)) {
                return new Transient<>("the list takes longer than rollcall.providers.list-timeout");
            }
            String url = more.value().get().toString();
            next = get(token, authorization -> follow.apply(authorization, url), page)
                    .then(read -> collect(read, item, items));
        }
        return next.then(last -> new Ok<>(List.copyOf(items), Optional.empty(), last.quota()));
    }

    /** Adds the items of a page to the list, and returns the URL of the next page. */
    private <W, T> Outcome<Optional<URI>> collect(Ok<Page<W>> read, Function<W, Optional<T>> item, List<T> items) {
        Optional<URI> next = read.value().next();
        for (W wire : read.value().items()) {
            Optional<T> value = Optional.ofNullable(wire).flatMap(item);
            if (value.isEmpty()) {
                return new Transient<>("an item of the list has no valid id or name");
            }
            items.add(value.get());
        }
        if (items.size() > MAX_ITEMS) {
            return new Transient<>("the list has more than " + MAX_ITEMS + " items");
        }
        return next.isPresent() && !isHere(next.get())
                ? new Transient<>("the next page of the list is at another host")
                : new Ok<>(next, Optional.empty(), read.quota());
    }
}
