package dev.rollcall.identity;

import dev.rollcall.provider.ProviderToken;
import dev.rollcall.provider.Providers;
import dev.rollcall.vault.EncryptionKey;
import dev.rollcall.vault.KeyRing;
import dev.rollcall.vault.SealedTable;
import dev.rollcall.vault.SealedTable.Column;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.query.MutationQuery;

/**
 * The tokens of identities, encrypted where they are stored and readable only here, at the point of use. No entity: a
 * session would keep them, and a change of one is a matter of one statement.
 */
@ApplicationScoped
public class ProviderTokens {

    private static final String STORE = """
            insert into identity_token as t
                (identity_id, access_token, refresh_token, key_id, expires_at, scopes, version, updated_at)
            values (:identity, :access, :refresh, :key, :expires, :scopes, 1, now())
            on conflict (identity_id) do update set
                access_token = excluded.access_token, refresh_token = excluded.refresh_token, key_id = excluded.key_id,
                expires_at = excluded.expires_at, scopes = excluded.scopes, version = t.version + 1,
                updated_at = excluded.updated_at, refreshing_until = null""";

    private static final String REPLACE = """
            update identity_token set
                access_token = :access, refresh_token = :refresh, key_id = :key,
                expires_at = :expires, scopes = :scopes, version = version + 1, updated_at = now(),
                refreshing_until = null
            where identity_id = :identity and version = :version""";

    private static final String FIND = """
            select access_token, refresh_token, key_id, expires_at, scopes, version
            from identity_token where identity_id = :identity""";

    /** Whoever asks right now with the former token is late. The new one was given because the person can be asked. */
    private static final String QUEUE = """
            insert into identity_sync as s (identity_id, provider, instance, next_sync_at)
            values (:identity, :provider, :instance, now())
            on conflict (identity_id) do update set
                next_sync_at = excluded.next_sync_at, lease_owner = null, lease_until = null, attempt = 0,
                retry_at = null, suspicion = null, suspicions = 0, suspected_at = null""";

    private static final String CLAIM = """
            update identity_token set refreshing_until = now() + :seconds * interval '1 second'
            where identity_id = :identity and version = :version
                and (refreshing_until is null or refreshing_until <= now())""";

    private final Session database;
    private final KeyRing keys;

    ProviderTokens(Session database, KeyRing keys) {
        this.database = database;
        this.keys = keys;
    }

    /** Lets {@link dev.rollcall.vault} look after the keys of the stored tokens; contexts as in {@link SealedToken}. */
    @Produces
    @Singleton
    static SealedTable sealed() {
        return new SealedTable(
                "identity_token",
                "identity_id",
                List.of(
                        new Column("access_token", String.format(SealedToken.CONTEXT_SQL, "access")),
                        new Column("refresh_token", String.format(SealedToken.CONTEXT_SQL, "refresh"))));
    }

    /** Refuses to start without a key, rather than to fail when the first person signs in. */
    void refuseToLackKeys(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 1000) StartupEvent starting, Providers providers) {
        if (!providers.all().isEmpty() && keys.isEmpty()) {
            throw new IllegalStateException("rollcall.encryption.keys is needed to store the tokens of "
                    + providers.all().get(0).title() + ", for example of: openssl rand -base64 " + EncryptionKey.BYTES);
        }
    }

    /**
     * An identity's token, as of a moment.
     *
     * @param version to {@linkplain #replace replace} this very token with
     */
    public record Stored(ProviderToken token, long version) {}

    /**
     * Stores what a provider gave for an identity, in place of what it gave before. Who has read that and is about to
     * replace it will be late. The identity, which must be of this transaction, is active from then on.
     *
     * @throws IllegalStateException if no key is configured to encrypt it with
     */
    @Transactional(TxType.MANDATORY)
    public void store(Identity identity, ProviderToken token) {
        identity.state = Identity.State.ACTIVE;
        database.flush();
        database.createNativeMutationQuery(QUEUE)
                .setParameter("identity", identity.id)
                .setParameter("provider", identity.provider.wireName())
                .setParameter("instance", identity.instance)
                .executeUpdate();
        write(STORE, identity, token).executeUpdate();
    }

    /**
     * Replaces the token that somebody read, for example by what the provider gave for its refresh token. All of it:
     * where the provider gave no new refresh token, the new token must have the old one.
     *
     * @param version the version that was read
     * @return false if somebody else replaced it first, or it is gone; nothing was changed then
     * @throws IllegalStateException if no key is configured to encrypt it with
     */
    @Transactional(TxType.MANDATORY)
    public boolean replace(Identity identity, long version, ProviderToken token) {
        return write(REPLACE, identity, token).setParameter("version", version).executeUpdate() == 1;
    }

    /**
     * Reserves the exchange of a token that somebody read.
     *
     * @return false if somebody else exchanges it, or has replaced it
     */
    @Transactional(TxType.MANDATORY)
    boolean claim(Identity identity, long version, Duration time) {
        return database.createNativeMutationQuery(CLAIM)
                        .setParameter("identity", identity.id)
                        .setParameter("version", version)
                        .setParameter("seconds", time.toSeconds())
                        .executeUpdate()
                == 1;
    }

    /** Lets others exchange a token that could not be. */
    @Transactional(TxType.MANDATORY)
    void release(Identity identity, long version) {
        database.createNativeMutationQuery("update identity_token set refreshing_until = null"
                        + " where identity_id = :identity and version = :version")
                .setParameter("identity", identity.id)
                .setParameter("version", version)
                .executeUpdate();
    }

    /** Forgets an identity's token. */
    @Transactional(TxType.MANDATORY)
    public void forget(Identity identity) {
        database.createNativeMutationQuery("delete from identity_token where identity_id = :identity")
                .setParameter("identity", identity.id)
                .executeUpdate();
    }

    private MutationQuery write(String sql, Identity identity, ProviderToken token) {
        SealedToken sealed = SealedToken.seal(token.accessToken(), token.refreshToken(), identity, keys.first());
        return database.createNativeMutationQuery(sql)
                .setParameter("identity", identity.id)
                .setParameter("access", sealed.accessToken)
                .setParameter("refresh", sealed.refreshToken, byte[].class)
                .setParameter("key", sealed.keyId)
                .setParameter("expires", token.expiresAt(), Instant.class)
                .setParameter("scopes", token.scopes());
    }

    /**
     * Reads an identity's token.
     *
     * @throws IllegalStateException if it does not decrypt: its key is not configured here, or it was altered
     */
    @Transactional(TxType.MANDATORY)
    public Optional<Stored> find(Identity identity) {
        return database.createNativeQuery(FIND, Tuple.class)
                .setParameter("identity", identity.id)
                .getResultStream()
                .findFirst()
                .map(row -> open(identity, row));
    }

    /** Reads an identity's token, for use where nothing depends on it: one that does not decrypt is none. */
    @Transactional(TxType.MANDATORY)
    Optional<ProviderToken> findReadable(Identity identity) {
        try {
            return find(identity).map(Stored::token);
        } catch (IllegalStateException unreadable) {
            Log.warn(unreadable.getMessage());
            return Optional.empty();
        }
    }

    private Stored open(Identity identity, Tuple row) {
        SealedToken sealed = SealedToken.of(row);
        EncryptionKey key = keys.get(sealed.keyId);
        try {
            ProviderToken token = new ProviderToken(
                    sealed.openAccessToken(identity, key),
                    sealed.openRefreshToken(identity, key),
                    row.get("expires_at", Instant.class),
                    row.get("scopes", String.class));
            return new Stored(token, row.get("version", Long.class));
        } catch (GeneralSecurityException altered) {
            throw new IllegalStateException(
                    "The token of identity " + identity.id + " does not decrypt with key " + key.id, altered);
        }
    }
}
