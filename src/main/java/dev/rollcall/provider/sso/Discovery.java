package dev.rollcall.provider.sso;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.sso.DiscoveryApi.Document;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a provider says about itself. It is asked when somebody needs it, so that the service starts without it, and the
 * last good document serves until there is a better one.
 */
class Discovery {

    /** Providers change their addresses about never. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** A provider that is down is not asked before each of the questions that the old document answers. */
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

    /** What the paths of an issuer begin with (OpenID Connect Discovery, section 4.1). */
    static String place(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /** The document: {@link Ok}, or {@link Transient} while there has been no good one. */
    Outcome<Document> document() {
        Instant now = clock.instant();
        Optional<Known> last = known;
        if (last.isPresent() && now.isBefore(last.get().until())) {
            return last.get().document();
        }
        Outcome<Document> answer = ask();
        if (answer instanceof Ok<Document> document) {
            known = Optional.of(new Known(document, now.plus(FRESH)));
            return answer;
        }
        last.ifPresent(old -> known = Optional.of(new Known(old.document(), now.plus(RETRY))));
        return last.<Outcome<Document>>map(Known::document).orElse(answer);
    }

    private Outcome<Document> ask() {
        return connection.exchange(api::document).then(answer -> read(answer.value()));
    }

    private Outcome<Document> read(Answer answer) {
        return answer.status() == 200
                ? answer.<Document>parse(connection.reader(Document.class)).then(this::checked)
                : new Transient<>("discovery: status " + answer.status());
    }

    private Outcome<Document> checked(Ok<Document> read) {
        Document document = read.value();
        // Otherwise whoever serves it could speak for another provider: OpenID Connect Discovery, section 4.3.
        if (!issuer.equals(document.issuer())) {
            return new Transient<>("discovery: a document of another issuer");
        }
        if (!Stream.of(document.authorization(), document.token(), document.userInfo(), document.keys())
                .allMatch(this::isEndpoint)) {
            return new Transient<>("discovery: an endpoint is missing, or not https");
        }
        if (document.revocation() != null && !isEndpoint(document.revocation())) {
            return new Transient<>("discovery: the revocation endpoint is not https");
        }
        return read;
    }

    /** Where codes and secrets may be sent: by https, or by http if that is how the issuer is. */
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
