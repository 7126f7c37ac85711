package dev.rollcall.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Keeps locks in the database, so that the service waits for them in the middle of its requests. */
public final class Blocker implements AutoCloseable {

    private final Connection connection;

    private Blocker(Connection connection) {
        this.connection = connection;
    }

    /** Executes a statement, and keeps its locks until it is closed. */
    public static Blocker holding(String sql, Object... parameters) throws SQLException {
        Connection connection = Database.connect();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
        return new Blocker(connection);
    }

    /** Waits until so many statements wait for locks. */
    public void awaitWaiting(int statements) throws Exception {
        Await.until(() -> Database.count("pg_locks where not granted") >= statements);
    }

    /** Commits the statement, and gives the locks back. */
    @Override
    public void close() throws SQLException {
        connection.commit();
        connection.close();
    }
}
