package dev.rollcall.state;

import dev.rollcall.checkpoint.StateConfig;
import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.database.Transactions;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Ends updates whose clients are gone, so that lists and the history show it. The next update need not wait for this job:
 * whoever starts one ends the other. Also deletes what is not needed any more: dry runs, updates that never started, and
 * old events.
 */
@Singleton
class LeaseExpiry {

    private static final int BATCH = 100;

    private static final String EXPIRED = """
            select stack_id, id from stack_update where status = 'running' and lease_ends_at < clock_timestamp()
            limit ?""";

    private static final String DELETE_PASSING = """
            delete from stack_update where id in (
                select id from stack_update where (dry_run or status = 'not-started') and status <> 'running'
                    and created_at < now() - ? * interval '1 second'
                limit ? for update skip locked)""";

    private static final String DELETE_EVENTS = """
            delete from stack_event where update_id in (
                select u.id from stack_update u
                where u.created_at < now() - ? * interval '1 second' and u.status <> 'running'
                    and exists (select from stack_event e where e.update_id = u.id)
                limit ?)""";

    private final Sql sql;
    private final Updates updates;
    private final StateConfig config;
    private final StateMetrics metrics;

    LeaseExpiry(Sql sql, Updates updates, StateConfig config, StateMetrics metrics) {
        this.sql = sql;
        this.updates = updates;
        this.config = config;
        this.metrics = metrics;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        if (!config.enabled()) {
            return;
        }
        jobs.every(config.expiryInterval(), "expired-leases", this::run);
        jobs.every(config.cleanupInterval(), "old-updates", this::clean);
    }

    private record Expired(UUID stackId, UUID id) {}

    void run() {
        List<Expired> expired = sql.list(
                "The expired updates could not be read",
                EXPIRED,
                row -> new Expired(row.getObject("stack_id", UUID.class), row.getObject("id", UUID.class)),
                BATCH);
        expired.forEach(update -> Transactions.run(() -> updates.expire(update.stackId(), update.id())));
        metrics.running(sql.list(
                        "The running updates could not be counted",
                        "select count(*) from stack_update where status = 'running' and not dry_run",
                        row -> row.getLong(1))
                .get(0));
    }

    void clean() {
        long age = config.eventRetention().toSeconds();
        for (String delete : List.of(DELETE_PASSING, DELETE_EVENTS)) {
            int deleted;
            do {
                deleted = sql.update("Old updates could not be deleted", delete, age, BATCH);
            } while (deleted >= BATCH);
        }
    }
}
