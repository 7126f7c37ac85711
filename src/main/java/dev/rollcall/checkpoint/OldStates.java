package dev.rollcall.checkpoint;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Deletes old states, if an operator wants that: those that are older than the retention and not among the newest of their
 * stack. The newest state always stays. So does what an update started from, while it runs.
 */
@Singleton
class OldStates {

    /** Each can have many megabytes. */
    private static final int BATCH = 100;

    /** Finds candidates by their age, and counts the newer states of each. */
    private static final String DELETE = """
            delete from stack_state d using (
                select s.stack_id, s.version from stack_state s
                where s.written_at < now() - ? * interval '1 second'
                    and (select count(*) from (
                            select from stack_state n where n.stack_id = s.stack_id and n.version > s.version
                            limit ?) newer) >= ?
                    and not exists (
                        select from stack_update u
                        where u.stack_id = s.stack_id and u.status = 'running' and not u.dry_run
                            and not exists (
                                select from stack_state n
                                where n.stack_id = s.stack_id and n.version > s.version and n.version <= u.base_version))
                order by s.written_at limit ?) old
            where d.stack_id = old.stack_id and d.version = old.version""";

    private final Sql sql;
    private final StateConfig config;

    OldStates(Sql sql, StateConfig config) {
        this.sql = sql;
        this.config = config;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        config.retention()
                .ifPresent(retention -> jobs.every(
                        config.cleanupInterval(), "old-states", () -> delete(retention, config.keepVersions())));
    }

    void delete(Duration retention, int keep) {
        int deleted;
        do {
            deleted =
                    sql.update("The old states could not be deleted", DELETE, retention.toSeconds(), keep, keep, BATCH);
        } while (deleted == BATCH);
    }
}
