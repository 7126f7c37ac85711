package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.eclipse.microprofile.config.ConfigProvider;

/** Direct access to the database, without the service. It works for packaged services too. */
public final class Database {

    /**
     * Idle connections to the tests' server. PostgreSQL starts a process for each new connection, about 8 ms of CPU, and
     * the tests execute tens of thousands of statements.
     */
    private static final Deque<Connection> IDLE = new ConcurrentLinkedDeque<>();

    private static final int VALIDATION_SECONDS = 5;

    /** What a statement is for. */
    private interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    private Database() {}

    /** Executes a statement with its parameters in order, and returns the number of changed rows. */
    public static int execute(String sql, Object... parameters) {
        return onIdle(sql, connection -> execute(connection, sql, parameters));
    }

    static int executeAt(String url, String sql, Object... parameters) {
        try (Connection connection = connect(url)) {
            return execute(connection, sql, parameters);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    /** Borrows an idle connection, or makes one. One that met an error is not used again. */
    private static <T> T onIdle(String sql, Work<T> work) {
        try {
            Connection connection = idle();
            try {
                T result = work.on(connection);
                IDLE.push(connection);
                return result;
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static Connection idle() throws SQLException {
        for (Connection idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
            if (idle.isValid(VALIDATION_SECONDS)) {
                return idle;
            }
            idle.close();
        }
        return connect();
    }

    /** Returns the first column of the first row. Without a row it throws IllegalStateException. */
    public static <T> T value(Class<T> type, String sql, Object... parameters) {
        return onIdle(sql, connection -> value(connection, type, sql, parameters));
    }

    static <T> T valueAt(String url, Class<T> type, String sql, Object... parameters) {
        try (Connection connection = connect(url)) {
            return value(connection, type, sql, parameters);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static <T> T value(Connection connection, Class<T> type, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException("No row: " + sql);
            }
            return row.getObject(1, type);
        }
    }

    /** PostgreSQL's plan for a query, as text. */
    public static String plan(String sql, Object... parameters) {
        try (Connection connection = connect(PostgresqlResource.url());
                PreparedStatement statement = prepare(connection, "explain " + sql, parameters);
                ResultSet row = statement.executeQuery()) {
            StringBuilder plan = new StringBuilder();
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
            return plan.toString();
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    public static long count(String sql, Object... parameters) {
        return value(Long.class, "select count(*) from " + sql, parameters);
    }

    /** Returns the rows of a one-column result as lines, for example a plan. */
    public static String text(Statement statement, String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                text.append(row.getString(1)).append('\n');
            }
        }
        return text.toString();
    }

    /** A new connection, for tests that need several statements in one session. */
    public static Connection connect() throws SQLException {
        return connect(PostgresqlResource.url());
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, username().orElse(null), password().orElse(null));
    }

    static Optional<String> username() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource.username", String.class);
    }

    static Optional<String> password() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource.password", String.class);
    }

    /** Environment variables with which a packaged service uses the database that all tests share. */
    public static Map<String, String> settings() {
        return settings(PostgresqlResource.url());
    }

    static Map<String, String> settings(String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", url);
        settings.put("ROLLCALL_INVITES_KEY", TestSettings.INVITES_KEY);
        // Few connections, because several services share one server.
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "3");
        settings.put("QUARKUS_DATASOURCE_JDBC_MIN_SIZE", "1");
        settings.put("QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE", "1");
        username().ifPresent(username -> settings.put("QUARKUS_DATASOURCE_USERNAME", username));
        password().ifPresent(password -> settings.put("QUARKUS_DATASOURCE_PASSWORD", password));
        return settings;
    }
}
