package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An empty database on the tests' server, for behaviour that happens once per database. */
public final class FreshDatabase implements AutoCloseable {

    private final String name = "test_" + UUID.randomUUID().toString().replace("-", "");

    public FreshDatabase() {
        Database.execute("create database " + name);
    }

    public String url() {
        return PostgresqlResource.url().replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    }

    /** Environment variables with which a packaged service uses this database. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", url());
        settings.put("ROLLCALL_INVITES_KEY", TestSettings.INVITES_KEY);
        // Few connections, because several services share one server.
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "3");
        settings.put("QUARKUS_DATASOURCE_JDBC_MIN_SIZE", "1");
        settings.put("QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE", "1");
        Database.username().ifPresent(username -> settings.put("QUARKUS_DATASOURCE_USERNAME", username));
        Database.password().ifPresent(password -> settings.put("QUARKUS_DATASOURCE_PASSWORD", password));
        return settings;
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
