package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderResponse;
import dev.rollcall.provider.sso.DiscoveryApi.Document;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A provider's discovery document. It is requested on first use, so Rollcall starts while the provider is down. The last
 * valid document stays in use until there is a newer one.
 */
class Discovery {

    /** Providers hardly ever change their URLs. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** If the provider is down, the old document serves for this time before the next attempt. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final String issuer;
    private final Connection connection;
    private final DiscoveryApi api;
    private final Clock clock;

    private volatile Optional<Known> known = Optional.empty();

    private record Known(Ok<Document> document, Instant until) {}

    Discovery(String issuer, Connection connection, Clock clock) {
        this.issuer = issuer;
        this.connection = connection;
        this.api = connection.api(DiscoveryApi.class);
        this.clock = clock;
    }

    /** The base URL of an issuer, without a trailing slash (OpenID Connect Discovery, section 4.1). */
    static String base(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /** The document; {@link Transient} if there has been no valid one yet. */
    Outcome<Document> document() {
        Instant now = clock.instant();
        Optional<Known> last = known;
        if (last.isPresent() && now.isBefore(last.get().until())) {
            return last.get().document();
        }
        Outcome<Document> latest = request();
        if (latest instanceof Ok<Document> document) {
            known = Optional.of(new Known(document, now.plus(FRESH)));
            return latest;
        }
        last.ifPresent(old -> known = Optional.of(new Known(old.document(), now.plus(RETRY))));
        return last.<Outcome<Document>>map(Known::document).orElse(latest);
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
            return new Transient<>("discovery: the document names another issuer");
        }
        if (!Stream.of(document.authorization(), document.token(), document.userInfo(), document.keys())
                .allMatch(this::isEndpoint)) {
            return new Transient<>("discovery: an endpoint is missing or not https");
        }
        if (document.revocation() != null && !isEndpoint(document.revocation())) {
            return new Transient<>("discovery: the revocation endpoint is not https");
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
