package dev.rollcall.migration;

import dev.rollcall.database.DatabaseHealth;
import io.quarkus.logging.Log;
import io.quarkus.runtime.util.ExceptionUtil;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.PGStatement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Checks at the start whether a role can use the database. Waits for a database that may come, and refuses at once what
 * only an operator can change.
 *
 * @param connections connects as the role
 * @param url the variable with the URL
 * @param role the variables with the role and its password
 * @param migrates whether the role migrates the database, which needs connections of its own
 */
record DatabaseCheck(PGSimpleDataSource connections, String url, String role, boolean migrates) {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int OLDEST = 15;

    private static final String FACTS = "select current_setting('server_version_num')::int / 10000,"
            + " current_setting('server_encoding'), current_schema(), pg_backend_pid()";

    /** Besides class 28, which is about roles and passwords. 08004: the role has a password, and none is configured. */
    private static final Set<String> LASTING = Set.of("08004", "26000", "3D000", "42501", "42P01", "42P05");

    private static final Pattern TLS = Pattern.compile("\\bSSL\\b|sslmode|HostnameVerifier");

    /** What a server says about itself. The schema is null if none of the role's search path exists. */
    record Facts(int version, String encoding, String schema, int process) {}

    /**
     * Connects. If a failure may pass, connects again after a pause.
     *
     * @param retries how often
     * @throws UnusableDatabaseException if the database cannot be used
     */
    void await(int retries) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                connect();
                return;
            } catch (SQLException failure) {
                if (attempt > retries || !mayPass(failure)) {
                    throw new UnusableDatabaseException(explain(failure));
                }
                Log.warnf(
                        "The database cannot be used yet: %s. Retrying in %d s, attempt %d of %d",
                        words(failure), PAUSE.toSeconds(), attempt, retries);
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private void connect() throws SQLException {
        try (Connection one = connections.getConnection();
                Connection two = connections.getConnection()) {
            Facts facts = facts(one);
            problem(facts).ifPresent(problem -> {
                throw new UnusableDatabaseException(problem);
            });
            // A pooler in transaction mode uses one process for both connections. They give the prepared statement the
            // same name, so the process refuses the second one.
            if (facts(two).process() == facts.process() && migrates) {
                throw new UnusableDatabaseException(
                        "Migrations cannot use a connection pooler in transaction mode, such as PgBouncer. Set"
                                + " QUARKUS_FLYWAY_JDBC_URL, QUARKUS_FLYWAY_USERNAME and QUARKUS_FLYWAY_PASSWORD so that"
                                + " they lead to PostgreSQL itself.");
            }
        }
    }

    private Facts facts(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
            if (!migrates && connections.getPrepareThreshold() != 0) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Facts(row.getInt(1), row.getString(2), row.getString(3), row.getInt(4));
            }
        }
    }

    /** {@return what an operator must change about a server, if anything} */
    Optional<String> problem(Facts facts) {
        if (facts.version() < OLDEST) {
            return Optional.of(
                    "Rollcall needs PostgreSQL %d or newer, and this server is PostgreSQL %d. Upgrade it, or check %s."
                            .formatted(OLDEST, facts.version(), url));
        }
        if (!"UTF8".equals(facts.encoding())) {
            return Optional.of(
                    ("Rollcall needs a database with the encoding UTF8, and this one has %s. Create a database"
                                    + " with: create database ... encoding 'UTF8' template template0; then check %s.")
                            .formatted(facts.encoding(), url));
        }
        if (facts.schema() == null) {
            return Optional.of(
                    ("No schema of the role's search_path exists in the database. Create the schema, or check"
                                    + " currentSchema in %s.")
                            .formatted(url));
        }
        return Optional.empty();
    }

    /**
     * Reads the tables that every request with a credential reads.
     *
     * @throws UnusableDatabaseException if the role may not
     */
    void read() {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(DatabaseHealth.READ)) {
            statement.execute();
        } catch (SQLException failure) {
            throw new UnusableDatabaseException(explain(failure));
        }
    }

    private static boolean mayPass(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return !state.startsWith("28") && !LASTING.contains(state) && !isTls(failure) && !isParameter(failure);
    }

    /** Whether the settings of TLS do not fit. A handshake that the server or the network ended is something else. */
    private static boolean isTls(SQLException failure) {
        return causes(failure).noneMatch(cause -> cause instanceof EOFException || cause instanceof SocketException)
                && (TLS.matcher(String.valueOf(failure.getMessage())).find()
                        || causes(failure)
                                .anyMatch(cause -> cause instanceof SSLException
                                        || cause instanceof GeneralSecurityException
                                        || cause instanceof FileNotFoundException));
    }

    /** PgBouncer refuses parameters of the connection that it does not know. */
    private static boolean isParameter(SQLException failure) {
        return "08P01".equals(failure.getSQLState()) && words(failure).contains("startup parameter");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(10);
    }

    /** {@return what the failure means, and the setting to check} */
    private String explain(SQLException failure) {
        String words = words(failure);
        if (isTls(failure)) {
            return "The TLS connection to PostgreSQL failed: " + words + ". Check sslmode and sslrootcert in " + url
                    + ".";
        }
        if (isParameter(failure)) {
            return "PgBouncer refuses the connection: " + words
                    + ". Add the parameter to ignore_startup_parameters of PgBouncer, or check " + url + ".";
        }
        if (words.contains("targetServerType")) {
            return "No server accepts writes, because each is a standby or read-only. Promote one, or check " + url
                    + ".";
        }
        return switch (String.valueOf(failure.getSQLState())) {
            case "28000", "28P01", "08004" ->
                "PostgreSQL refuses the role: " + words + ". Check " + role + ", and pg_hba.conf of the server.";
            case "3D000" -> "There is no such database: " + words + ". Create it, or check " + url + ".";
            case "42501" -> "The role lacks a right: " + words + ". Grant it, or check " + role + ".";
            case "42P01" ->
                "The role does not see the tables: " + words + ". Check its search_path, and currentSchema in " + url
                        + ".";
            case "42P05", "26000" ->
                "The connection pooler works in transaction mode: " + words + ". Add prepareThreshold=0 to " + url
                        + ", or set max_prepared_statements in PgBouncer.";
            default -> "PostgreSQL cannot be used: " + words + ". Check " + url + ".";
        };
    }

    /** {@return the reason of a failure in one line} */
    static String words(Throwable failure) {
        Throwable root = ExceptionUtil.getRootCause(failure);
        String reason = root instanceof UnknownHostException
                ? "unknown host " + root.getMessage()
                : String.valueOf(failure.getMessage());
        return reason.replaceFirst("^(?:FATAL|ERROR): ", "")
                .replaceAll("\\s+", " ")
                .replaceFirst("[. ]+$", "");
    }
}
