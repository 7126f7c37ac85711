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
 * The public keys of one issuer (RFC 7517), fetched when a token needs them. Keys expire after a fixed time, so a
 * withdrawn key stops working. A token with an unknown key triggers a fetch, so a new key works at once. Requests that
 * need the same fetch share it. See docs/decisions/0007-several-issuers-of-jwts.md.
 */
public class IssuerKeys implements VerificationKeyResolver {

    /** No fetch for so long after a failure. So requests do not queue up for a server that hangs. */
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

    /**
     * Creates the keys; fetches nothing yet.
     *
     * @param url the issuer's JWK set
     * @param lifetime how long fetched keys are used
     * @param unknownKeyInterval the shortest time between two fetches because of unknown keys
     * @param onFailure runs after each failed fetch
     */
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
     * Returns the key that the token's header names. Fetches the keys if they are too old or do not contain it.
     *
     * @throws ApiException 503 if the keys cannot be fetched, so the token can be neither accepted nor refused
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

    /** {@return since when fetching the keys has failed; empty if it works} Fetches the keys if they are too old. */
    Optional<Instant> downSince() {
        try {
            current();
        } catch (ApiException unavailable) {
            Log.debugf("The keys at %s still cannot be fetched", url);
        }
        return Optional.ofNullable(downSince);
    }

    /** {@return whether the last fetch succeeded} Never fetches, because metrics must not wait. */
    boolean isUp() {
        return downSince == null;
    }

    private Fetched current() {
        Fetched known = fetched;
        return known.at().plus(lifetime).isAfter(clock.instant()) ? known : fetch(known);
    }

    /** Fetches again because of an unknown key, but at most once per interval: anybody can invent key ids. */
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
            return fetched; // Another request fetched them while this one waited.
        }
        Instant now = clock.instant();
        if (lastFailure.plus(PAUSE).isAfter(now)) {
            throw unavailable();
        }
        try {
            JwksVerificationKeyResolver keys = new JwksVerificationKeyResolver(
                    new JsonWebKeySet(http.get(url).getBody()).getJsonWebKeys());
            // A token without a key id may match several keys. Choose the one that verifies its signature.
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
