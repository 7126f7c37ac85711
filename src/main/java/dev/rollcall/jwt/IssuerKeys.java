package dev.rollcall.jwt;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.SharedFetch;
import dev.rollcall.provider.SharedFetch.Fetched;
import io.quarkus.logging.Log;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The public keys of one issuer (RFC 7517), fetched when a token needs them. Keys expire after a fixed time, so a
 * withdrawn key stops working. Keys that are in use are fetched again before they expire, so requests rarely wait. A
 * token with an unknown key triggers a fetch, so a new key works at once. Requests that need the same fetch share it.
 * See docs/decisions/0007-several-issuers-of-jwts.md.
 */
public class IssuerKeys implements VerificationKeyResolver {

    /** No fetch for so long after a failure. So requests do not queue up for a server that hangs. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final String url;
    private final Supplier<Outcome<KeySet>> request;
    private final SharedFetch<KeySet> shared;
    private final Clock clock;
    private final Duration lifetime;
    private final Duration unknownKeyInterval;
    private final Runnable onFailure;

    private volatile Instant downSince;
    private Instant lastSearch = Instant.MIN;

    /**
     * Creates the keys; fetches nothing yet.
     *
     * @param url the issuer's JWK set, for the log
     * @param request requests the JWK set, in a bounded time
     * @param waiting a permit for each request that may wait
     * @param executor runs the requests
     * @param lifetime how long fetched keys are used
     * @param unknownKeyInterval the shortest time between two fetches because of unknown keys
     * @param onFailure runs after each failed fetch
     */
    IssuerKeys(
            String url,
            Supplier<Outcome<KeySet>> request,
            Semaphore waiting,
            Executor executor,
            Clock clock,
            Duration lifetime,
            Duration unknownKeyInterval,
            Runnable onFailure) {
        this.url = url;
        this.request = request;
        this.shared = new SharedFetch<>(this::request, PAUSE, waiting, executor, clock);
        this.clock = clock;
        this.lifetime = lifetime;
        this.unknownKeyInterval = unknownKeyInterval;
        this.onFailure = onFailure;
    }

    /**
     * Returns the key that the token's header names. Fetches the keys if they are too old or do not contain it.
     *
     * @throws ApiException 503 if the keys cannot be fetched in time, so the token can be neither accepted nor refused
     * @throws UnresolvableKeyException if the issuer has no such key
     */
    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        KeySet known = current();
        Optional<Key> key = known.find(token);
        if (key.isPresent()) {
            return key.get();
        }
        return search(known).find(token).orElseThrow(() -> new UnresolvableKeyException("The issuer has no such key"));
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

    private KeySet current() {
        Optional<Fetched<KeySet>> latest = shared.latest();
        if (latest.isEmpty() || isOlder(latest.get(), lifetime)) {
            return fetch(latest);
        }
        if (isOlder(latest.get(), lifetime.multipliedBy(3).dividedBy(4))) {
            shared.start();
        }
        return latest.get().response().value();
    }

    private boolean isOlder(Fetched<KeySet> fetched, Duration age) {
        return !fetched.at().plus(age).isAfter(clock.instant());
    }

    /** Fetches again because of an unknown key, but at most once per interval: anybody can invent key ids. */
    private KeySet search(KeySet known) {
        Optional<Fetched<KeySet>> latest =
                shared.latest().filter(newest -> newest.response().value().equals(known));
        synchronized (this) {
            if (latest.isPresent() && isUp() && !shared.isRunning()) {
                Instant now = clock.instant();
                if (lastSearch.plus(unknownKeyInterval).isAfter(now)) {
                    return known;
                }
                lastSearch = now;
            }
        }
        return fetch(latest);
    }

    private KeySet fetch(Optional<Fetched<KeySet>> known) {
        if (shared.fetch(known) instanceof Ok<KeySet> keys) {
            return keys.value();
        }
        throw ApiException.unavailable("The keys of the token's issuer cannot be fetched. Try again in a moment.");
    }

    private Outcome<KeySet> request() {
        Outcome<KeySet> outcome = request.get();
        if (outcome instanceof Ok<KeySet>) {
            downSince = null;
        } else {
            Log.warnf(
                    "The keys at %s cannot be fetched: %s",
                    url, outcome instanceof Transient<KeySet> failure ? failure.reason() : outcome);
            downSince = isUp() ? clock.instant() : downSince;
            onFailure.run();
        }
        return outcome;
    }
}
