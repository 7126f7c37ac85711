package dev.rollcall.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;

/**
 * Encrypts the tokens that are under old keys anew, with the first, so that the old keys can go. All replicas do; a batch
 * is its replica's until it is written, and the others pass it by.
 */
@ApplicationScoped
class Reencryption {

    /** Some tenths of a second of work. */
    private static final int BATCH = 500;

    /** No id comes before it. */
    private static final UUID BEGINNING = new UUID(0, 0);

    private final KeyRing keys;
    private final StatelessSession database;
    private final Counter reencrypted;

    Reencryption(KeyRing keys, StatelessSession database, MeterRegistry metrics) {
        this.keys = keys;
        this.database = database;
        this.reencrypted = Counter.builder("rollcall.encryption.reencrypted")
                .description("Tokens of providers that were encrypted anew, with the first key")
                .register(metrics);
    }

    void schedule(@Observes StartupEvent starting, Scheduler scheduler, EncryptionConfig config) {
        scheduler
                .newJob("reencryption")
                .setInterval(config.reencryptionInterval().toString())
                .setDelayed(config.reencryptionInterval().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> run())
                .schedule();
    }

    void run() {
        int count = keys.others().stream().mapToInt(this::retire).sum();
        if (count > 0) {
            reencrypted.increment(count);
            Log.infof("Encrypted %d tokens of providers anew, with key %s", count, keys.first().id);
        }
    }

    /** Passes all tokens once, so that it ends even while a replica with another first key does the opposite. */
    private int retire(EncryptionKey oldKey) {
        int count = 0;
        Batch batch = new Batch(BEGINNING, 0);
        do {
            UUID after = batch.last;
            batch = QuarkusTransaction.requiringNew().call(() -> reencrypt(oldKey, after));
            count += batch.count;
        } while (batch.last != null);
        return count;
    }

    /**
     * Encrypts the next tokens under a key anew. Their rows are locked, and read as they are then: who stored a token just
     * before is not overwritten, and who stores one in the meantime waits and comes last.
     */
    private Batch reencrypt(EncryptionKey oldKey, UUID after) {
        List<Tuple> rows = database.createNativeQuery("""
                        select identity_id, access_token, refresh_token, key_id from identity_token
                        where key_id = :old and identity_id > :after
                        order by identity_id limit :batch for update skip locked""", Tuple.class)
                .setParameter("old", oldKey.id)
                .setParameter("after", after)
                .setParameter("batch", BATCH)
                .getResultList();
        if (rows.isEmpty()) {
            return new Batch(null, 0);
        }
        Map<UUID, Identity> identities = database.createSelectionQuery("from Identity where id in :ids", Identity.class)
                .setParameterList("ids", rows.stream().map(Reencryption::id).toList())
                .getResultStream()
                .collect(Collectors.toMap(identity -> identity.id, Function.identity()));
        int count = 0;
        for (Tuple row : rows) {
            count += reencrypt(row, identities.get(id(row)), oldKey) ? 1 : 0;
        }
        return new Batch(id(rows.get(rows.size() - 1)), count);
    }

    private boolean reencrypt(Tuple row, Identity identity, EncryptionKey oldKey) {
        try {
            SealedToken token = SealedToken.of(row).reseal(identity, oldKey, keys.first());
            database.createNativeMutationQuery("""
                            update identity_token
                            set access_token = :access, refresh_token = :refresh, key_id = :key
                            where identity_id = :identity""")
                    .setParameter("access", token.accessToken)
                    .setParameter("refresh", token.refreshToken, byte[].class)
                    .setParameter("key", token.keyId)
                    .setParameter("identity", identity.id)
                    .executeUpdate();
            return true;
        } catch (GeneralSecurityException altered) {
            // The others need not wait for somebody to look into this one.
            Log.warnf("The token of identity %s does not decrypt with key %s", identity.id, oldKey.id);
            return false;
        }
    }

    private static UUID id(Tuple row) {
        return row.get("identity_id", UUID.class);
    }

    /**
     * What came of one transaction.
     *
     * @param last the last row that was looked at, or null if there was none left
     */
    private record Batch(UUID last, int count) {}
}
