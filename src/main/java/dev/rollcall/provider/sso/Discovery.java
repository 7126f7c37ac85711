package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderResponse;
import dev.rollcall.provider.SharedFetch;
import dev.rollcall.provider.SharedFetch.Fetched;
import dev.rollcall.provider.sso.DiscoveryApi.Document;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A provider's discovery document. It is requested on first use, so Rollcall starts while the provider is down. The last
 * valid document stays in use until there is a newer one.
 */
class Discovery {

    /** Providers hardly ever change their URLs. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** If the provider is down, the old document serves for this time before the next attempt. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** Without an old document the next attempt is sooner, because nobody can sign in until it succeeds. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Requests that may wait for the document. They hold places that sign-ins at other providers need. */
    private static final int WAITING = 10;

    private static final Logger LOG = Logger.getLogger(Discovery.class);

    private final String issuer;
    private final Connection connection;
    private final DiscoveryApi api;
    private final Clock clock;
    private final SharedFetch<Document> shared;

    private volatile Instant noRefreshBefore = Instant.MIN;

    Discovery(String issuer, Connection connection, Clock clock) {
        this(issuer, connection, clock, SharedFetch.newThreads("discovery of " + issuer));
    }

    /**
     * @param executor runs the requests
     */
    Discovery(String issuer, Connection connection, Clock clock, Executor executor) {
        this.issuer = issuer;
        this.connection = connection;
        this.api = connection.api(DiscoveryApi.class);
        this.clock = clock;
        this.shared = new SharedFetch<>(this::request, PAUSE, new Semaphore(WAITING), executor, clock);
    }

    /** The base URL of an issuer, without a trailing slash (OpenID Connect Discovery, section 4.1). */
    static String base(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /**
     * The document; {@link Transient} if there has been no valid one yet. A new one replaces an old one in the
     * background, so requests wait for the first one only.
     */
    Outcome<Document> document() {
        Optional<Fetched<Document>> last = shared.latest();
        if (last.isEmpty()) {
            return shared.fetch(last);
        }
        Instant now = clock.instant();
        if (!now.isBefore(last.get().at().plus(FRESH)) && !now.isBefore(noRefreshBefore)) {
            noRefreshBefore = now.plus(RETRY);
            shared.start();
        }
        return shared.latest().orElseThrow().response();
    }

    private Outcome<Document> request() {
        return connection.send(api::document).then(response -> read(response.value()));
    }

    private Outcome<Document> read(ProviderResponse response) {
        return response.status() == 200
                ? response.parse(Document.class).then(this::checked)
                : new Transient<>("discovery: status " + response.status());
    }

    private Outcome<Document> checked(Ok<Document> read) {
        Document document = read.value();
        // Otherwise one provider could speak for another: OpenID Connect Discovery, section 4.3.
        if (!issuer.equals(document.issuer())) {
            LOG.warnf(
                    "The discovery document of the issuer '%s' names the issuer '%s'. Set the issuer exactly as there,"
                            + " if that is the provider you mean",
                    issuer, ForeignText.storable(document.issuer()).orElse(""));
            return new Transient<>("discovery: the document names another issuer");
        }
        if (!Stream.of(document.authorization(), document.token(), document.keys())
                .allMatch(this::isEndpoint)) {
            return new Transient<>("discovery: an endpoint is missing or not https");
        }
        // Both are optional (section 3; RFC 8414, section 2).
        if (!Stream.of(document.userInfo(), document.revocation())
                .filter(Objects::nonNull)
                .allMatch(this::isEndpoint)) {
            return new Transient<>("discovery: the UserInfo or the revocation endpoint is not https");
        }
        return read;
    }

    /** Whether codes and secrets may go to a URL: with https, or with http if the issuer itself uses http. */
    private boolean isEndpoint(String url) {
        try {
            return Optional.ofNullable(url)
                    .map(URI::create)
                    .filter(uri -> uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null)
                    .filter(uri -> "https".equalsIgnoreCase(uri.getScheme())
                            || ("http".equalsIgnoreCase(uri.getScheme()) && issuer.startsWith("http://")))
                    .isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
