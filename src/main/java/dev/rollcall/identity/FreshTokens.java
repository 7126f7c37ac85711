package dev.rollcall.identity;

import dev.rollcall.database.Transactions;
import dev.rollcall.identity.ProviderTokens.Stored;
import dev.rollcall.provider.OAuth;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderToken;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.ProvidersConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Finds tokens, and refreshes those that are expired. Many providers accept a refresh token only once, so one replica
 * refreshes while the others wait for its result. Call this class outside of transactions.
 */
@ApplicationScoped
public class FreshTokens {

    /** A token that expires within this time is refreshed before it is used. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** A provider needs a moment until all of its servers know a new token. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(100);

    private final ProviderTokens tokens;
    private final Providers providers;
    private final OAuth oauth;
    private final Clock clock;
    /** Longer than a refresh takes, so that no other replica starts a second one. */
    private final Duration patience;

    FreshTokens(ProviderTokens tokens, Providers providers, OAuth oauth, Clock clock, ProvidersConfig timeouts) {
        this.tokens = tokens;
        this.providers = providers;
        this.oauth = oauth;
        this.clock = clock;
        this.patience = timeouts.answerTimeout().multipliedBy(3);
    }

    /**
     * Asks a provider with the token of an identity. If the provider refuses the token, this refreshes it and asks again.
     * Returns {@link Revoked} if there is no token, or none that the provider accepts.
     */
    public <T> Outcome<T> use(Identity identity, ProviderClient client, Function<Stored, Outcome<T>> question) {
        return of(identity, client).then(token -> {
            Outcome<T> outcome = question.apply(token.value());
            return outcome instanceof Revoked
                    ? refreshed(identity, client, token.value()).then(fresh -> useFresh(fresh.value(), question))
                    : outcome;
        });
    }

    private static <T> Outcome<T> useFresh(Stored token, Function<Stored, Outcome<T>> question) {
        Outcome<T> outcome = question.apply(token);
        return outcome instanceof Revoked && pause(SETTLING) ? question.apply(token) : outcome;
    }

    /** Finds the token of an identity, and refreshes it if it expires soon. Returns {@link Revoked} if there is none. */
    public Outcome<Stored> of(Identity identity, ProviderClient client) {
        Optional<Stored> stored = find(identity);
        if (stored.isEmpty()) {
            return new Revoked<>();
        }
        ProviderToken token = stored.get().token();
        boolean expiring = token.expiresAt() != null
                && token.refreshToken() != null
                && token.expiresAt().minus(MARGIN).isBefore(clock.instant());
        return expiring ? refreshed(identity, client, stored.get()) : ok(stored.get());
    }

    /** Refreshes a token, or waits until another replica has. The new token is stored before it is returned. */
    private Outcome<Stored> refreshed(Identity identity, ProviderClient client, Stored old) {
        if (old.token().refreshToken() == null) {
            return new Revoked<>();
        }
        Instant deadline = clock.instant().plus(patience);
        do {
            if (Transactions.call(() -> tokens.claim(identity, old.version(), patience))) {
                return refresh(identity, client, old);
            }
            Optional<Stored> now = find(identity);
            if (now.isEmpty()) {
                return new Revoked<>();
            }
            if (now.get().version() != old.version()) {
                return ok(now.get());
            }
        } while (clock.instant().isBefore(deadline) && pause(POLL));
        return new Transient<>("another replica refreshes the token", true);
    }

    private Outcome<Stored> refresh(Identity identity, ProviderClient client, Stored old) {
        boolean replaced = false;
        try {
            Outcome<ProviderToken> fresh = client.oauth()
                    .then(registration ->
                            oauth.refresh(registration.value(), old.token(), providers.redirectUri(client)));
            if (!(fresh instanceof Ok<ProviderToken> ok)) {
                return fresh.then(impossible -> new Revoked<>());
            }
            // Committed before it is used, because the provider has already invalidated the old token.
            replaced = Transactions.call(() -> tokens.replace(identity, old.version(), ok.value()));
            // If the person signed in meanwhile, that stored yet another token.
            return replaced
                    ? ok(new Stored(ok.value(), old.version() + 1))
                    : find(identity).map(FreshTokens::ok).orElseGet(Revoked::new);
        } finally {
            if (!replaced) {
                Transactions.run(() -> tokens.release(identity, old.version()));
            }
        }
    }

    private Optional<Stored> find(Identity identity) {
        return Transactions.call(() -> tokens.find(identity));
    }

    private static Outcome<Stored> ok(Stored stored) {
        return new Ok<>(stored, Optional.empty(), Optional.empty());
    }

    /** Sleeps. Returns false if the thread was interrupted. */
    public static boolean pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
