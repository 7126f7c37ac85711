package dev.rollcall.audit;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Deletes audit events some time after they occurred, if an operator wants that. The database deletes them in a function
 * of the role that owns the tables, and whatever the settings say, it keeps the events of the last 90 days.
 */
@Singleton
class OldEvents {

    private static final Duration SHORTEST = Duration.ofDays(90);

    /** Few enough for a short transaction. */
    private static final int BATCH = 1000;

    private final Sql sql;
    private final AuditConfig config;

    OldEvents(Sql sql, AuditConfig config) {
        this.sql = sql;
        this.config = config;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        config.retention().ifPresent(retention -> {
            check(retention);
            jobs.every(config.cleanupInterval(), "old-audit-events", () -> delete(retention));
        });
    }

    /** Throws ConfigurationException if the database would keep the events for longer. */
    static void check(Duration retention) {
        if (retention.compareTo(SHORTEST) < 0) {
            throw new ConfigurationException("rollcall.audit.retention must be at least " + SHORTEST.toDays()
                    + " days. Without it, Rollcall keeps audit events for ever.");
        }
    }

    void delete(Duration retention) {
        long deleted;
        do {
            deleted = sql.query(
                    "The old audit events could not be deleted",
                    "select delete_old_audit_events(? * interval '1 second', ?)",
                    row -> {
                        row.next();
                        return row.getLong(1);
                    },
                    retention.toSeconds(),
                    BATCH);
        } while (deleted == BATCH);
    }
}
