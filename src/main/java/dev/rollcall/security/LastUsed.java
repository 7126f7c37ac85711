package dev.rollcall.security;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * When each token was used last, written in batches: one statement for all tokens used since the previous batch instead
 * of one per request. A crash forgets at most one interval's worth.
 */
@Singleton
class LastUsed {

    /** Rows are taken in the order of their keys, so that two replicas' batches wait for, never block, one another. */
    private static final String WRITE = """
            with used as (select * from unnest(?::uuid[], ?::timestamptz[]) as used (token_id, at)),
            locked as (select t.id, used.at from access_token t join used on used.token_id = t.id
                       where t.last_used_at is null or t.last_used_at < used.at
                       order by t.id for no key update of t)
            update access_token t set last_used_at = locked.at from locked where t.id = locked.id
            """;

    private final DataSource database;
    private final Clock clock;
    private final Map<UUID, Instant> pending = new ConcurrentHashMap<>();

    LastUsed(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void note(UUID tokenId) {
        pending.put(tokenId, clock.instant());
    }

    void schedule(@Observes StartupEvent starting, Scheduler scheduler, TokenUse config) {
        scheduler
                .newJob("last-used")
                .setInterval(config.lastUsedInterval().toString())
                .setDelayed(config.lastUsedInterval().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> write())
                .schedule();
    }

    void write() {
        Map<UUID, Instant> batch = new HashMap<>(pending);
        if (batch.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Array tokens = connection.createArrayOf("uuid", batch.keySet().toArray());
            Array times = connection.createArrayOf(
                    "timestamptz",
                    batch.values().stream()
                            .map(at -> at.atOffset(ZoneOffset.UTC))
                            .toArray());
            statement.setArray(1, tokens);
            statement.setArray(2, times);
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new PersistenceException("The tokens' last use could not be written", failure);
        }
        // Only what was written: a token used in the meantime has a newer entry and stays.
        batch.forEach(pending::remove);
    }

    void writeTheRest(@Observes ShutdownEvent stopping) {
        try {
            write();
        } catch (PersistenceException failure) {
            Log.warnf(failure, "The last use of %d tokens is lost", pending.size());
        }
    }
}
