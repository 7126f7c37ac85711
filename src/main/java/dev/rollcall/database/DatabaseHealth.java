package dev.rollcall.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether requests can be served: a connection to a primary that answers, and the tables that every request with a
 * credential reads. A job checks it without a probe, for the gauges {@code rollcall_ready} and
 * {@code rollcall_database_up}, which are 1 or 0.
 */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {

    /** Reads the tables that every request with a credential reads. */
    public static final String READ =
            "select exists (select from access_token), exists (select from app_user), exists (select from membership)";

    private final Sql sql;
    private volatile boolean up = true;
    private volatile boolean ready = true;

    DatabaseHealth(Sql sql) {
        this.sql = sql;
    }

    void schedule(
            @Observes StartupEvent starting,
            Jobs jobs,
            SmallRyeHealthReporter reporter,
            MeterRegistry metrics,
            DatabaseConfig config) {
        Gauge.builder("rollcall.ready", this, health -> health.ready ? 1 : 0)
                .description("Whether this replica is ready for requests")
                .register(metrics);
        Gauge.builder("rollcall.database.up", this, health -> health.up ? 1 : 0)
                .description("Whether this replica can use the database")
                .register(metrics);
        jobs.every(config.checkInterval(), "readiness", () -> measure(reporter));
    }

    private void measure(SmallRyeHealthReporter reporter) {
        // Calls this check, among others.
        ready = !reporter.getReadiness().isDown();
    }

    /** {@return whether this replica could use the database when it last checked} Asks nothing now. */
    public boolean isUp() {
        return up;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("Database");
        try {
            sql.query("The database cannot be used", READ, row -> row.next());
            if (!up) {
                Log.info("The database can be used again");
            }
            up = true;
            return health.up().build();
        } catch (PersistenceException failure) {
            if (up) {
                Log.warn("Not ready, because the database cannot be used", failure);
            }
            up = false;
            return health.down()
                    .withData("failure", String.valueOf(failure.getCause().getMessage()))
                    .build();
        }
    }
}
