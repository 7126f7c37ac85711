package dev.rollcall.identity;

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
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tokens that are good for a while. A refresh token may be good for one time only, so that one replica exchanges it while
 * the others wait for what it gets. It is called outside of transactions.
 */
@ApplicationScoped
public class FreshTokens {

    /** A token that ends within this time is exchanged before it is used. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final ProviderTokens tokens;
    private final Providers providers;
    private final OAuth oauth;
    private final Clock clock;
    /** Longer than an exchange takes, so that nobody begins a second one. */
    private final Duration patience;

    FreshTokens(ProviderTokens tokens, Providers providers, OAuth oauth, Clock clock, ProvidersConfig timeouts) {
        this.tokens = tokens;
        this.providers = providers;
        this.oauth = oauth;
        this.clock = clock;
        this.patience = timeouts.answerTimeout().multipliedBy(3);
    }

    /** Finds an identity's token, and exchanges it if it is about to end. Revoked if there is none. */
    public Outcome<Stored> of(Identity identity, ProviderClient client) {
        Optional<Stored> stored = find(identity);
        if (stored.isEmpty()) {
            return new Revoked<>();
        }
        ProviderToken token = stored.get().token();
        boolean ending = token.expiresAt() != null
                && token.refreshToken() != null
                && token.expiresAt().minus(MARGIN).isBefore(clock.instant());
        return ending ? renewed(identity, client, stored.get()) : ok(stored.get());
    }

    /** Exchanges a token, or waits for the one that somebody else gets for it. The provider has it stored when it is used. */
    public Outcome<Stored> renewed(Identity identity, ProviderClient client, Stored old) {
        if (old.token().refreshToken() == null) {
            return new Revoked<>();
        }
        Instant deadline = clock.instant().plus(patience);
        while (clock.instant().isBefore(deadline)) {
            if (QuarkusTransaction.requiringNew().call(() -> tokens.claim(identity, old.version(), patience))) {
                return exchange(identity, client, old);
            }
            Optional<Stored> now = find(identity);
            if (now.isEmpty()) {
                return new Revoked<>();
            }
            if (now.get().version() != old.version()) {
                return ok(now.get());
            }
            if (!pause(POLL)) {
                break;
            }
        }
        return new Transient<>("another replica exchanges the token", true);
    }

    private Outcome<Stored> exchange(Identity identity, ProviderClient client, Stored old) {
        boolean replaced = false;
        try {
            Outcome<ProviderToken> fresh = client.oauth()
                    .then(registration ->
                            oauth.refresh(registration.value(), old.token(), providers.redirectUri(client)));
            if (!(fresh instanceof Ok<ProviderToken> ok)) {
                return fresh.then(impossible -> new Revoked<>());
            }
            // Committed before it is used: the old one is no good any more.
            replaced =
                    QuarkusTransaction.requiringNew().call(() -> tokens.replace(identity, old.version(), ok.value()));
            // Somebody who signed in meanwhile has stored another one.
            return replaced
                    ? ok(new Stored(ok.value(), old.version() + 1))
                    : find(identity).map(FreshTokens::ok).orElseGet(Revoked::new);
        } finally {
            if (!replaced) {
                QuarkusTransaction.requiringNew().run(() -> tokens.release(identity, old.version()));
            }
        }
    }

    private Optional<Stored> find(Identity identity) {
        return QuarkusTransaction.requiringNew().call(() -> tokens.find(identity));
    }

    private static Outcome<Stored> ok(Stored stored) {
        return new Ok<>(stored, Optional.empty(), Optional.empty());
    }

    /** {@return false if the thread is to end} */
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
