package dev.rollcall.database;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * What an operator must repair although requests are served: a replica's clock that differs from the database's, and
 * tables that the service's role may not use.
 */
@Wellness
@ApplicationScoped
class DatabaseWellness implements HealthCheck {

    /** Lifetimes of tokens and sessions are minutes at least. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** The role may only add audit events. Flyway's table belongs to the role that migrates. */
    private static final String FORBIDDEN = """
            select c.relname from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                and c.relname <> 'flyway_schema_history'
                and not (has_table_privilege(c.oid, 'insert')
                    and (c.relname = 'audit_event' or has_table_privilege(c.oid, 'select')))
            order by c.relname""";

    private final Sql sql;
    private final Clock clock;

    DatabaseWellness(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("Database and clock").up();
        try {
            Instant before = clock.instant();
            Instant database = sql.query("The database's clock cannot be read", "select clock_timestamp()", row -> {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            });
            Instant after = clock.instant();
            // The database read its clock between the two.
            Duration ahead = before.isAfter(database)
                    ? Duration.between(database, before)
                    : database.isAfter(after) ? Duration.between(database, after) : Duration.ZERO;
            health.withData(
                    "clock",
                    ahead.isZero()
                            ? "like the database's"
                            : ahead.abs().toMillis() + " ms " + (ahead.isNegative() ? "behind" : "ahead of")
                                    + " the database's");
            if (ahead.abs().compareTo(TOLERANCE) > 0) {
                health.down();
            }
            List<String> forbidden =
                    sql.list("The rights on tables cannot be read", FORBIDDEN, row -> row.getString(1));
            if (!forbidden.isEmpty()) {
                health.down().withData("tables without rights", String.join(", ", forbidden));
            }
        } catch (PersistenceException failure) {
            health.down().withData("failure", String.valueOf(failure.getCause().getMessage()));
        }
        return health.build();
    }
}
