package dev.rollcall.personaltoken;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;

/**
 * Deletes personal tokens some time after they have expired or were revoked. Keeps tokens of organizations and teams,
 * because their names are never given out again. Audit events do not depend on the rows.
 */
@Singleton
class EndedTokens {

    /** Few enough for a short transaction. */
    private static final int BATCH = 1000;

    /** Skips rows that another replica deletes at the moment. */
    private static final String DELETE = """
            delete from access_token where id in (
                select id from access_token where kind = 'personal' and least(revoked_at, expires_at) < ?
                limit ? for update skip locked)""";

    private final Sql sql;
    private final TokensConfig config;
    private final Clock clock;

    EndedTokens(Sql sql, TokensConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.cleanupInterval(), "ended-tokens", this::delete);
    }

    void delete() {
        int deleted;
        do {
            deleted = sql.update(
                    "The ended tokens could not be deleted",
                    DELETE,
                    clock.instant().minus(config.retention()).atOffset(ZoneOffset.UTC),
                    BATCH);
        } while (deleted == BATCH);
    }
}
