package dev.rollcall.database;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * Runs one SQL statement per call, in plain JDBC. Each call takes a connection from the pool, executes a prepared
 * statement and gives the connection back. In a JTA transaction it uses the transaction's connection. Outside of one, the
 * statement is a transaction of its own, and a conflict with another one is repeated like in {@link Transactions}. See
 * docs/decisions/0019-one-class-for-plain-jdbc.md.
 *
 * <p>Parameters replace the {@code ?} of the statement in order. A parameter may be null, a {@link SqlArray}, a {@link SqlStream}, or
 * any type that {@link PreparedStatement#setObject(int, Object)} accepts.
 *
 * <p>All methods throw a {@link PersistenceException} if the statement fails. Its message is the given one. Its cause
 * is the {@link SQLException}, which decides whether the request is answered 500 or 503.
 */
@Singleton
public class Sql {

    private final DataSource pool;

    Sql(DataSource pool) {
        this.pool = pool;
    }

    /**
     * Reads the result of a query: all rows, or the current row.
     *
     * @param <T> the value that is read; never a part of the result, which is closed afterwards
     */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet result) throws SQLException;
    }

    /**
     * A parameter that is an array.
     *
     * @param type PostgreSQL's name of the elements' type, for example {@code uuid}
     */
    public record SqlArray(String type, Collection<?> elements) {}

    /**
     * A parameter of type {@code bytea} that is not in memory as a whole.
     *
     * @param source opens the bytes from their beginning; once for each attempt
     */
    public record SqlStream(long length, Source source) {

        /** Opens a stream, which is closed after the statement. */
        @FunctionalInterface
        public interface Source {
            InputStream open() throws IOException;
        }
    }

    /**
     * Executes a query and reads the whole result.
     *
     * @param failure the message of the exception, for example "The session could not be looked up"
     * @param all gets the result before its first row
     */
    public <T> T query(String failure, String sql, Reader<T> all, Object... parameters) {
        return execute(failure, sql, parameters, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return all.read(result);
            }
        });
    }

    /**
     * Executes a query and reads each row.
     *
     * @param failure the message of the exception
     * @param row gets the result at each of its rows
     * @return one value per row, in the order of the result
     */
    public <T> List<T> list(String failure, String sql, Reader<T> row, Object... parameters) {
        return query(
                failure,
                sql,
                result -> {
                    List<T> rows = new ArrayList<>();
                    while (result.next()) {
                        rows.add(row.read(result));
                    }
                    return rows;
                },
                parameters);
    }

    /**
     * Executes an insert, update or delete. It commits at once, unless there is a JTA transaction.
     *
     * @param failure the message of the exception
     * @return the number of rows that changed
     */
    public int update(String failure, String sql, Object... parameters) {
        return execute(failure, sql, parameters, PreparedStatement::executeUpdate);
    }

    /** {@return the time in a column of the current row; null without one} */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T execute(String failure, String sql, Object[] parameters, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            List<InputStream> streams = new ArrayList<>();
            try (Connection connection = pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, parameters, streams);
                return work.with(statement);
            } catch (SQLException cause) {
                if (!Transactions.isRepeated(attempt, cause)
                        || QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                    throw new PersistenceException(failure, cause);
                }
            } catch (IOException cause) {
                throw new UncheckedIOException(failure, cause);
            } finally {
                close(streams);
            }
        }
    }

    private static void bind(
            Connection connection, PreparedStatement statement, Object[] parameters, List<InputStream> streams)
            throws SQLException, IOException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof SqlStream bytes) {
                InputStream stream = bytes.source().open();
                streams.add(stream);
                statement.setBinaryStream(i + 1, stream, Math.toIntExact(bytes.length()));
                continue;
            }
            Object value = parameters[i] instanceof SqlArray array
                    ? connection.createArrayOf(array.type(), array.elements().toArray())
                    : parameters[i];
            statement.setObject(i + 1, value);
        }
    }

    private static void close(List<InputStream> streams) {
        for (InputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException failure) {
                Log.debug("A stream could not be closed", failure);
            }
        }
    }
}
