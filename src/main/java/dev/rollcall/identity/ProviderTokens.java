package dev.rollcall.identity;

import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.identity.Identity.State;
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
 * The tokens of identities, in table {@code identity_token}. They are encrypted there, and only this class decrypts them.
 * There is no entity: a Hibernate session would keep decrypted tokens, and every change is a single statement.
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

    /** Takes the lease from a sync that uses the old token. After a new sign-in, earlier failures do not count. */
    private static final String QUEUE = """
            insert into identity_sync as s (identity_id, provider, instance, next_sync_at)
            values (:identity, :provider, :instance, now())
            on conflict (identity_id) do update set
                next_sync_at = excluded.next_sync_at, lease_owner = null, lease_until = null, attempt = 0,
                retry_at = null, suspicion = null, suspicions = 0, suspected_at = null, refused_at = null""";

    private static final String CLAIM = """
            update identity_token set refreshing_until = now() + :seconds * interval '1 second'
            where identity_id = :identity and version = :version
                and (refreshing_until is null or refreshing_until <= now())""";

    private final Session database;
    private final KeyRing keys;
    private final AuditLog audit;

    ProviderTokens(Session database, KeyRing keys, AuditLog audit) {
        this.database = database;
        this.keys = keys;
        this.audit = audit;
    }

    /** Lets {@link dev.rollcall.vault} re-encrypt the stored tokens. {@link SealedToken} defines their contexts. */
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

    /** Stops the start if there is no key. Otherwise the first sign-in would fail. */
    void refuseToLackKeys(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 1000) StartupEvent starting, Providers providers) {
        if (!providers.all().isEmpty() && keys.isEmpty()) {
            throw new IllegalStateException("rollcall.encryption.keys is needed to store the tokens of "
                    + providers.all().get(0).title() + ", for example of: openssl rand -base64 " + EncryptionKey.BYTES);
        }
    }

    /**
     * A token of an identity.
     *
     * @param version to {@linkplain #replace replace} the token; every new token of the identity has a higher one
     */
    public record Stored(ProviderToken token, long version) {}

    /**
     * Stores the token of a new sign-in, in place of any earlier one, and makes the identity active and due for a sync. A
     * refresh of the earlier token that still runs cannot replace it. The identity must belong to this transaction.
     *
     * @throws IllegalStateException if no encryption key is configured
     */
    @Transactional(TxType.MANDATORY)
    public void store(Identity identity, ProviderToken token) {
        identity.state = State.ACTIVE;
        database.flush();
        database.createNativeMutationQuery(QUEUE)
                .setParameter("identity", identity.id)
                .setParameter("provider", identity.provider.wireName())
                .setParameter("instance", identity.instance)
                .executeUpdate();
        write(STORE, identity, token).executeUpdate();
    }

    /**
     * Replaces a token by the refreshed one. If the provider issued no new refresh token, pass the old refresh token on.
     *
     * @param version the version that was read
     * @return false if the token was replaced or deleted meanwhile; then nothing was changed
     * @throws IllegalStateException if no encryption key is configured
     */
    @Transactional(TxType.MANDATORY)
    public boolean replace(Identity identity, long version, ProviderToken token) {
        return write(REPLACE, identity, token).setParameter("version", version).executeUpdate() == 1;
    }

    /**
     * Reserves the refresh of a token.
     *
     * @param time after which the reservation expires
     * @return false if another replica has reserved it, or the token was replaced or deleted
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

    /** Ends the reservation of a refresh that failed. */
    @Transactional(TxType.MANDATORY)
    void release(Identity identity, long version) {
        database.createNativeMutationQuery("update identity_token set refreshing_until = null"
                        + " where identity_id = :identity and version = :version")
                .setParameter("identity", identity.id)
                .setParameter("version", version)
                .executeUpdate();
    }

    /**
     * Sets the state of an identity that cannot be synced any more, and records that. Deletes a token that belongs to
     * somebody else. A token that the provider refuses stays for a while, because a provider that fails refuses good
     * tokens too. The identity must belong to this transaction.
     */
    @Transactional(TxType.MANDATORY)
    public void deactivate(Identity identity, State state) {
        identity.state = state;
        if (state == State.MISMATCH) {
            database.createNativeMutationQuery("delete from identity_token where identity_id = :identity")
                    .setParameter("identity", identity.id)
                    .executeUpdate();
        }
        audit.record(state.action, Source.SERVICE, null, identity.id, state.sentence(identity.provider));
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
     * Finds and decrypts the token of an identity.
     *
     * @throws IllegalStateException if it does not decrypt: its key is not configured, or the row was changed
     */
    @Transactional(TxType.MANDATORY)
    public Optional<Stored> find(Identity identity) {
        return database.createNativeQuery(FIND, Tuple.class)
                .setParameter("identity", identity.id)
                .getResultStream()
                .findFirst()
                .map(row -> open(identity, row));
    }

    /** Finds the token of an identity. Logs a warning and returns empty if it does not decrypt. */
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
