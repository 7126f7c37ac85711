package dev.rollcall.jwt;

import dev.rollcall.http.ApiException;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.http.SimpleGet;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The public keys of one issuer (RFC 7517), fetched when a token needs them. They are believed for a limited time,
 * whatever the server's cache headers say, so that a withdrawn key stops; a key that is not among them is looked for at
 * once, so that a new one works. Requests that need the same fetch share it.
 */
public class IssuerKeys implements VerificationKeyResolver {

    /** After a failure, so long nobody asks again: who waits for a server that hangs should not wait in a queue. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final String url;
    private final SimpleGet http;
    private final Clock clock;
    private final Duration lifetime;
    private final Duration unknownKeyInterval;
    private final Runnable onFailure;

    private volatile Fetched fetched = new Fetched(null, Instant.MIN);
    private volatile Instant downSince;
    private Instant lastFailure = Instant.MIN;
    private Instant lastSearch = Instant.MIN;

    private record Fetched(VerificationKeyResolver keys, Instant at) {}

    public IssuerKeys(
            String url,
            SimpleGet http,
            Clock clock,
            Duration lifetime,
            Duration unknownKeyInterval,
            Runnable onFailure) {
        this.url = url;
        this.http = http;
        this.clock = clock;
        this.lifetime = lifetime;
        this.unknownKeyInterval = unknownKeyInterval;
        this.onFailure = onFailure;
    }

    /**
     * Finds the key that a token says it is signed with.
     *
     * @throws ApiException 503, if the keys cannot be fetched: nobody knows then whether the token is good
     * @throws UnresolvableKeyException if the issuer has no such key
     */
    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        Fetched known = current();
        try {
            return known.keys().resolveKey(token, nesting);
        } catch (UnresolvableKeyException unknown) {
            return search(known).keys().resolveKey(token, nesting);
        }
    }

    /** {@return since when the keys cannot be fetched; empty while they can} Asks the server if it is time to. */
    Optional<Instant> downSince() {
        try {
            current();
        } catch (ApiException unavailable) {
            Log.debugf("The keys at %s are out of reach", url);
        }
        return Optional.ofNullable(downSince);
    }

    /** {@return whether the last fetch succeeded, for the metrics, which must not wait} */
    boolean isUp() {
        return downSince == null;
    }

    private Fetched current() {
        Fetched known = fetched;
        return known.at().plus(lifetime).isAfter(clock.instant()) ? known : fetch(known);
    }

    /** Looks for a key that is not among the known ones, seldom enough that invented key ids make no load. */
    private synchronized Fetched search(Fetched known) {
        if (fetched.equals(known) && isUp()) {
            Instant now = clock.instant();
            if (lastSearch.plus(unknownKeyInterval).isAfter(now)) {
                return known;
            }
            lastSearch = now;
        }
        return fetch(known);
    }

    private synchronized Fetched fetch(Fetched known) {
        if (!fetched.equals(known)) {
            return fetched; // Another request has fetched while this one waited.
        }
        Instant now = clock.instant();
        if (lastFailure.plus(PAUSE).isAfter(now)) {
            throw unavailable();
        }
        try {
            JwksVerificationKeyResolver keys = new JwksVerificationKeyResolver(
                    new JsonWebKeySet(http.get(url).getBody()).getJsonWebKeys());
            // For tokens without a key id: of several keys that could be meant, the one that verifies.
            keys.setDisambiguateWithVerifySignature(true);
            fetched = new Fetched(keys, now);
            downSince = null;
            return fetched;
        } catch (IOException | JoseException | RuntimeException failure) {
            Log.warnf("The keys at %s cannot be fetched: %s", url, failure.getMessage());
            onFailure.run();
            lastFailure = clock.instant();
            downSince = isUp() ? now : downSince;
            throw unavailable();
        }
    }

    private static ApiException unavailable() {
        return ApiException.unavailable("The keys of the token's issuer cannot be fetched. Try again in a moment.");
    }
}
