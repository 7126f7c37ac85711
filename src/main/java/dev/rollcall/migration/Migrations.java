package dev.rollcall.migration;

import dev.rollcall.database.Outage;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.util.ExceptionUtil;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Checks and migrates the database when the service starts, on connections outside of the pool. Their statements may take as long
 * as they need, but wait only a moment for locks: while a migration waits for a table, every later request for the
 * table waits behind it.
 *
 * <p>Quarkus calls {@link #customize} before anything else uses the database, and does not migrate by itself.
 */
@Singleton
class Migrations implements FlywayConfigurationCustomizer {

    private static final String CONNECTION_SETTINGS = "set statement_timeout = 0; set lock_timeout = '3s'";

    /** With the pause, less than the five minutes that the startup probe allows. */
    private static final int ATTEMPTS = 60;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What a shell reports for a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final AgroalDataSource pool;
    private final Optional<String> url;
    private final Optional<String> username;
    private final Optional<String> password;

    Migrations(
            AgroalDataSource pool,
            @ConfigProperty(name = "quarkus.flyway.jdbc-url") Optional<String> url,
            @ConfigProperty(name = "quarkus.flyway.username") Optional<String> username,
            @ConfigProperty(name = "quarkus.flyway.password") Optional<String> password) {
        this.pool = pool;
        this.url = url;
        this.username = username;
        this.password = password;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.initSql(Optional.ofNullable(configuration.getInitSql())
                .map(sql -> CONNECTION_SETTINGS + "; " + sql)
                .orElse(CONNECTION_SETTINGS));

        // SIGTERM ends the waits below. Without it the process would go on until the waits are over.
        Thread interrupt = new Thread(Thread.currentThread()::interrupt, "stop-migrations");
        Runtime.getRuntime().addShutdownHook(interrupt);
        UnusableDatabaseException failure = null;
        try {
            migrate(configuration);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (UnusableDatabaseException refused) {
            failure = refused;
        } catch (FlywayException refused) {
            failure = new UnusableDatabaseException(explain(refused));
        }
        try {
            Runtime.getRuntime().removeShutdownHook(interrupt);
        } catch (IllegalStateException stopping) {
            throw new PreventFurtherStepsException("Rollcall was stopped before it had started.", TERMINATED);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void migrate(FluentConfiguration configuration) throws InterruptedException {
        DatabaseCheck service = new DatabaseCheck(
                connections(Optional.empty(), Optional.empty(), Optional.empty()),
                "QUARKUS_DATASOURCE_JDBC_URL",
                "QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD",
                false);
        DatabaseCheck migrations = new DatabaseCheck(
                connections(url, username, password),
                url.isPresent() ? "QUARKUS_FLYWAY_JDBC_URL" : service.url(),
                username.isPresent() ? "QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD" : service.role(),
                true);
        migrations.await(configuration.getConnectRetries());
        service.await(configuration.getConnectRetries());

        PGSimpleDataSource patient = connections(url, username, password);
        patient.setSocketTimeout(0);
        migrate(configuration.dataSource(patient).load());
        service.read();
    }

    private static void migrate(Flyway flyway) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException failure) {
                if (attempt == ATTEMPTS || !Outage.isLocked(failure)) {
                    throw failure;
                }
                Log.warnf(
                        "A migration needs a table that another transaction uses. Attempt %d of %d failed, retrying in"
                                + " %d s",
                        attempt, ATTEMPTS, PAUSE.toSeconds());
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private static String explain(FlywayException failure) {
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "The schema is not empty, and Rollcall did not create what is in it. Check"
                    + " QUARKUS_DATASOURCE_JDBC_URL: Rollcall needs an empty database, or an empty schema that is the first"
                    + " one in its role's search_path.";
        }
        if (Outage.isForbidden(failure)) {
            return "The role that migrates the database lacks a right: "
                    + DatabaseCheck.words(ExceptionUtil.getRootCause(failure))
                    + ". Grant it, or set QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD to a role that has it.";
        }
        return "The database cannot be migrated: " + DatabaseCheck.words(failure) + ".";
    }

    /** Connections like those of the pool, if no other role or URL is given. */
    private PGSimpleDataSource connections(Optional<String> url, Optional<String> username, Optional<String> password) {
        AgroalConnectionFactoryConfiguration pooled =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        PGSimpleDataSource connections = new PGSimpleDataSource();
        Optional.ofNullable(pooled.principal()).map(Principal::getName).ifPresent(connections::setUser);
        pooled.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(secret -> ((SimplePassword) secret).getWord())
                .forEach(connections::setPassword);
        // Adds what the URL contains, which has precedence.
        Properties properties = Driver.parseURL(url.orElse(pooled.jdbcUrl()), pooled.jdbcProperties());
        try {
            for (String name : properties.stringPropertyNames()) {
                connections.setProperty(name, properties.getProperty(name));
            }
        } catch (SQLException unknown) {
            throw new IllegalStateException("The driver refuses a property of the database", unknown);
        }
        username.ifPresent(connections::setUser);
        password.ifPresent(connections::setPassword);
        return connections;
    }
}
