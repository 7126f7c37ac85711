package dev.rollcall.security;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Sql.SqlArray;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stores when each token was last used. One statement per interval writes all tokens that were used since the previous
 * one. A crash loses at most one interval. The stored times are PostgreSQL's, which all replicas share.
 */
@Singleton
class LastUsed {

    /** Locks the rows in the order of their keys. Otherwise the statements of two replicas could deadlock. */
    private static final String WRITE = """
            with used as (select token_id, now() - seconds * interval '1 second' as at
                          from unnest(?::uuid[], ?::float8[]) as used (token_id, seconds)),
            locked as (select t.id, used.at from access_token t join used on used.token_id = t.id
                       where t.last_used_at is null or t.last_used_at < used.at
                       order by t.id for no key update of t)
            update access_token t set last_used_at = locked.at from locked where t.id = locked.id
            """;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Sql sql;

    /** The time of the last use, by {@link System#nanoTime}. */
    private final Map<UUID, Long> pending = new ConcurrentHashMap<>();

    LastUsed(Sql sql) {
        this.sql = sql;
    }

    void note(UUID tokenId) {
        pending.put(tokenId, System.nanoTime());
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs, TokenUse config) {
        jobs.every(config.lastUsedInterval(), "last-used", this::write);
    }

    void write() {
        Map<UUID, Long> batch = new HashMap<>(pending);
        if (batch.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        sql.update(
                "The tokens' last use could not be written",
                WRITE,
                new SqlArray("uuid", batch.keySet()),
                new SqlArray(
                        "float8",
                        batch.values().stream().map(at -> (now - at) / NANOS).toList()));
        // Removes only what was written. A token that was used meanwhile has a newer entry, which stays.
        batch.forEach(pending::remove);
    }

    void writeTheRest(@Observes ShutdownEvent stopping) {
        try {
            write();
        } catch (PersistenceException failure) {
            Log.warnf(
                    failure,
                    "The last-used times of %d tokens were not stored before this replica stopped",
                    pending.size());
        }
    }
}
