package dev.rollcall.invite;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Deletes invitations that ended long ago. An invitation expires by itself, because everything that reads it compares its
 * time with the database's clock.
 */
@Singleton
class InviteExpiry {

    /** Few enough for a short transaction. */
    private static final int BATCH = 1000;

    /** Skips rows that somebody else changes at the moment. */
    private static final String DELETE = """
            delete from invite where id in (
                select id from invite
                where coalesce(accepted_at, canceled_at, expires_at) < now() - ? * interval '1 second'
                limit ? for update skip locked)""";

    private final Sql sql;
    private final InviteConfig config;

    InviteExpiry(Sql sql, InviteConfig config) {
        this.sql = sql;
        this.config = config;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.cleanupInterval(), "ended-invitations", this::delete);
    }

    void delete() {
        int deleted;
        do {
            deleted = sql.update(
                    "The ended invitations could not be deleted",
                    DELETE,
                    config.retention().toSeconds(),
                    BATCH);
        } while (deleted == BATCH);
    }
}
