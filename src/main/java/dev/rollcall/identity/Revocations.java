package dev.rollcall.identity;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Transactions;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuth;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderToken;
import dev.rollcall.provider.Providers;
import dev.rollcall.vault.KeyRing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Revokes the tokens of disconnected identities at their providers. If a provider fails, any replica tries
 * again, for {@link RevocationConfig#revocation} at most.
 */
@ApplicationScoped
class Revocations {

    private static final int BATCH = 20;

    /** Sets the time of the next attempt at once, so that a replica that dies loses nothing. */
    private static final String TAKE = """
            update token_revocation set
                attempt = attempt + 1,
                next_try_at = now() + least(:longest, :backoff * power(2, least(attempt, 20))) * interval '1 second'
            where id in (select id from token_revocation where next_try_at <= now()
                order by next_try_at limit :batch for update skip locked)
            returning id, provider, instance, access_token, refresh_token, key_id,
                created_at < now() - :lifetime * interval '1 second' as late""";

    private final Session database;
    private final KeyRing keys;
    private final Providers providers;
    private final OAuth oauth;
    private final RevocationConfig config;

    Revocations(Session database, KeyRing keys, Providers providers, OAuth oauth, RevocationConfig config) {
        this.database = database;
        this.keys = keys;
        this.providers = providers;
        this.oauth = oauth;
        this.config = config;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.every(), "revocations", this::run);
    }

    @Transactional(TxType.MANDATORY)
    void add(Identity identity, ProviderToken token) {
        UUID id = UUID.randomUUID();
        SealedToken sealed = SealedToken.seal(token, id, keys.first());
        database.createNativeMutationQuery("""
                        insert into token_revocation (id, provider, instance, access_token, refresh_token, key_id)
                        values (:id, :provider, :instance, :access, :refresh, :key)""")
                .setParameter("id", id)
                .setParameter("provider", identity.provider.wireName())
                .setParameter("instance", identity.instance)
                .setParameter("access", sealed.accessToken)
                .setParameter("refresh", sealed.refreshToken, byte[].class)
                .setParameter("key", sealed.keyId)
                .executeUpdate();
    }

    void run() {
        List<Tuple> taken;
        do {
            taken = Transactions.call(this::take);
            taken.forEach(this::revoke);
        } while (taken.size() == BATCH);
    }

    private List<Tuple> take() {
        return database.createNativeQuery(TAKE, Tuple.class)
                .setParameter("longest", config.maxBackoff().toSeconds())
                .setParameter("backoff", config.backoff().toSeconds())
                .setParameter("batch", BATCH)
                .setParameter("lifetime", config.revocation().toSeconds())
                .getResultList();
    }

    private void revoke(Tuple row) {
        UUID id = row.get("id", UUID.class);
        if (row.get("late", Boolean.class)) {
            Log.warnf(
                    "%s did not revoke a token within %s. It is deleted here now, and the provider may still accept it.",
                    row.get("instance", String.class), config.revocation());
            forget(id);
        } else if (isRevoked(row, id)) {
            forget(id);
        }
    }

    private boolean isRevoked(Tuple row, UUID id) {
        IdentityProvider provider = IdentityProvider.of(row.get("provider", String.class));
        Optional<ProviderClient> client = providers.client(provider, row.get("instance", String.class));
        if (client.isEmpty()) {
            // The operator may configure it again.
            return false;
        }
        SealedToken sealed = SealedToken.of(row);
        try {
            ProviderToken token = sealed.open(id, keys.get(sealed.keyId));
            Outcome<Boolean> outcome =
                    client.get().oauth().then(registration -> oauth.revoke(registration.value(), token));
            if (outcome instanceof Transient<Boolean> failure) {
                Log.debugf(
                        "%s did not revoke a token and will be asked again: %s",
                        client.get().name(), failure.reason());
            }
            return outcome instanceof Ok || outcome instanceof Outcome.Revoked || outcome instanceof Outcome.NotFound;
        } catch (GeneralSecurityException | IllegalStateException unreadable) {
            Log.warnf(
                    "A token that %s should revoke does not decrypt. Is its key missing in rollcall.encryption.keys?",
                    client.get().name());
            return false;
        }
    }

    private void forget(UUID id) {
        Transactions.run(() -> database.createNativeMutationQuery("delete from token_revocation where id = :id")
                .setParameter("id", id)
                .executeUpdate());
    }
}
