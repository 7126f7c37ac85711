package dev.rollcall.vault;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.StatelessSession;
import org.hibernate.query.MutationQuery;

/**
 * Moves stored values from old keys to the first key, so that an operator can remove the old keys. Every replica does
 * this. A replica locks the rows of its batch, and the other replicas skip locked rows.
 */
@ApplicationScoped
class Reencryption {

    /** About 0.3 s of work. */
    private static final int BATCH = 500;

    /** The smallest UUID. */
    private static final UUID BEGINNING = new UUID(0, 0);

    private final KeyRing keys;
    private final List<SealedTable> tables;
    private final StatelessSession database;
    private final Counter reencrypted;

    Reencryption(KeyRing keys, @All List<SealedTable> tables, StatelessSession database, MeterRegistry metrics) {
        this.keys = keys;
        this.tables = tables;
        this.database = database;
        this.reencrypted = Counter.builder("rollcall.encryption.reencrypted")
                .description("Provider tokens and keys of stacks that were re-encrypted with the first key")
                .register(metrics);
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs, EncryptionConfig config) {
        jobs.every(config.reencryptionInterval(), "reencryption", this::run);
    }

    void run() {
        int count = 0;
        for (SealedTable table : tables) {
            for (EncryptionKey old : keys.others()) {
                count += retire(table, old);
            }
        }
        if (count > 0) {
            reencrypted.increment(count);
            Log.infof("Re-encrypted %d stored values with key %s", count, keys.first().id);
        }
    }

    /** Reads the table once from start to end. So it ends even while a replica with another first key undoes its work. */
    private int retire(SealedTable table, EncryptionKey oldKey) {
        int count = 0;
        Batch batch = new Batch(BEGINNING, 0);
        do {
            UUID after = batch.last;
            batch = Transactions.call(() -> reencrypt(table, oldKey, after));
            count += batch.count;
        } while (batch.last != null);
        return count;
    }

    /**
     * Re-encrypts the next batch of rows. The query locks them and reads what was committed last, so a value that another
     * transaction has just stored is not overwritten, and a transaction that stores one now waits for this one.
     */
    private Batch reencrypt(SealedTable table, EncryptionKey oldKey, UUID after) {
        List<Tuple> rows = database.createNativeQuery(table.next(), Tuple.class)
                .setParameter("old", oldKey.id)
                .setParameter("after", after)
                .setParameter("batch", BATCH)
                .getResultList();
        if (rows.isEmpty()) {
            return new Batch(null, 0);
        }
        int count = 0;
        for (Tuple row : rows) {
            count += reencrypt(table, row, oldKey) ? 1 : 0;
        }
        return new Batch(id(rows.get(rows.size() - 1)), count);
    }

    private boolean reencrypt(SealedTable table, Tuple row, EncryptionKey oldKey) {
        EncryptionKey newKey = keys.first();
        Map<String, byte[]> values = new HashMap<>();
        try {
            for (SealedTable.Column column : table.columns()) {
                byte[] value = row.get(column.name(), byte[].class);
                List<String> context = List.of(row.get(SealedTable.contextOf(column), String[].class));
                values.put(
                        column.name(), value == null ? null : newKey.encrypt(oldKey.decrypt(value, context), context));
            }
        } catch (GeneralSecurityException altered) {
            // Skip this row, so that the others do not wait until somebody repairs it.
            Log.warnf(
                    "Skipped row %s of %s: it does not decrypt with key %s. Nothing can use this row. Delete it",
                    id(row), table.name(), oldKey.id);
            return false;
        }
        MutationQuery update = database.createNativeMutationQuery(table.update())
                .setParameter("key", newKey.id)
                .setParameter("id", id(row));
        values.forEach((column, value) -> update.setParameter(column, value, byte[].class));
        update.executeUpdate();
        return true;
    }

    private static UUID id(Tuple row) {
        return row.get("id", UUID.class);
    }

    /**
     * The result of one transaction.
     *
     * @param last the last row that was read, or null at the end of the table
     * @param count how many rows were re-encrypted
     */
    private record Batch(UUID last, int count) {}
}
