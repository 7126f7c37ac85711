package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/** A database of its own on the tests' server, for behaviour that happens once per database. */
public final class FreshDatabase implements AutoCloseable {

    /** Logs each migration otherwise. The field keeps the logger, and so its level. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    /** A database with all migrations, from which the others are copied. Migrating takes ten times as long as copying. */
    private static String migrated;

    private final String name = newName();

    /** A database with all migrations and without rows. */
    public FreshDatabase() {
        this(" template " + migrated());
    }

    private FreshDatabase(String source) {
        Database.execute("create database " + name + source);
    }

    /** An empty database, which the first service that starts on it migrates. */
    public static FreshDatabase empty() {
        return new FreshDatabase("");
    }

    private static synchronized String migrated() {
        if (migrated == null) {
            String template = newName();
            Database.execute("create database " + template);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drop(template), "drop-template"));
            migrate(
                    url(template),
                    Database.username().orElse(null),
                    Database.password().orElse(null));
            migrated = template;
        }
        return migrated;
    }

    private static void drop(String template) {
        try {
            Database.execute("drop database " + template + " with (force)");
        } catch (IllegalStateException stopped) {
            // The embedded server may stop first, and deletes its data.
        }
    }

    /** Migrates a database as a service does that starts on it. */
    public static void migrate(String url, String username, String password) {
        FLYWAY.setLevel(Level.WARNING);
        Flyway.configure().dataSource(url, username, password).load().migrate();
    }

    private static String newName() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String url(String name) {
        return PostgresqlResource.url().replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    }

    public String url() {
        return url(name);
    }

    /** Environment variables with which a packaged service uses this database. */
    public Map<String, String> settings() {
        return Database.settings(url());
    }

    /** See {@link Database#value}. */
    public <T> T value(Class<T> type, String sql, Object... parameters) {
        return Database.valueAt(url(), type, sql, parameters);
    }

    public int execute(String sql, Object... parameters) {
        return Database.executeAt(url(), sql, parameters);
    }

    /** A new connection, for tests that need several statements in one session. */
    public Connection connect() throws SQLException {
        return Database.connect(url());
    }

    @Override
    public void close() {
        Database.execute("drop database " + name + " with (force)");
    }
}
