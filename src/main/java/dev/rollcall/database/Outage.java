package dev.rollcall.database;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which failures of the database pass by themselves. The SQLSTATEs are in PostgreSQL's documentation, appendix A.
 */
public final class Outage {

    /**
     * Besides whole classes. 25006: the server is read-only, for example after a fail-over. 25P03, 25P04: a transaction
     * took too long. 40001, 40P01: a conflict with another transaction, in every attempt. 55P03: a lock was not
     * available in time. 58030: an I/O error. 99999 comes from the driver: the pool interrupted it while it was
     * connecting, because the request had waited for its whole timeout.
     */
    private static final Set<String> PASSING =
            Set.of("25006", "25P03", "25P04", "40001", "40P01", "55P03", "58030", "99999");

    private static final Set<String> BUSY = Set.of("40001", "40P01", "55P03", "57014", "25P03", "25P04");

    /** After these, PostgreSQL has closed the connection, or refuses every write on it. */
    private static final Set<String> ENDING = Set.of("25006", "25P03", "25P04", "57P01", "57P02", "57P03", "57P05");

    private static final int DEPTH = 10;
    private static final int MOST = 100;

    private Outage() {}

    /**
     * {@return the exception that shows that the database could not be used for a while, if there is one} It can be a
     * suppressed one: the transaction manager suppresses the cause of a commit that failed.
     */
    public static Optional<SQLException> of(Throwable failure) {
        return states(failure).filter(Outage::passes).findFirst();
    }

    /**
     * {@return the SQLSTATE of a failure that affects all requests and jobs until it passes or an operator repairs it}
     * 42501: the role lacks a right on a table.
     */
    static Optional<String> stateToLogOnce(Throwable failure) {
        return states(failure)
                .filter(cause -> passes(cause) || "42501".equals(cause.getSQLState()))
                .map(cause -> String.valueOf(cause.getSQLState()))
                .findFirst();
    }

    /** Whether a failure is a conflict of transactions that a second attempt resolves: serialization or deadlock. */
    static boolean isConflict(Throwable failure) {
        return states(failure)
                .map(SQLException::getSQLState)
                .anyMatch(state -> "40001".equals(state) || "40P01".equals(state));
    }

    /** Whether PostgreSQL answered, and ended a statement because it took too long or because of another one. */
    public static boolean isBusy(SQLException outage) {
        return BUSY.contains(String.valueOf(outage.getSQLState()));
    }

    /** Whether a statement waited for a lock as long as its connection allows. */
    public static boolean isLocked(Throwable failure) {
        return states(failure).anyMatch(cause -> "55P03".equals(cause.getSQLState()));
    }

    /** Whether the role lacks a right. */
    public static boolean isForbidden(Throwable failure) {
        return states(failure).anyMatch(cause -> "42501".equals(cause.getSQLState()));
    }

    /** Whether the pool must replace the connection on which this happened. */
    static boolean endsConnection(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || ENDING.contains(state));
    }

    private static boolean passes(SQLException failure) {
        String state = failure.getSQLState();
        // No state: the pool had no connection within its timeout. Class 08: the connection failed.
        // Class 28: the password was changed, and this replica has the old one. Class 53: PostgreSQL is out of disk
        // space, memory or connections. Class 57: an operator or a timeout ended the statement or the session.
        return state == null
                || state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("53")
                || state.startsWith("57")
                || PASSING.contains(state);
    }

    private static Stream<SQLException> states(Throwable failure) {
        return withCauses(failure, DEPTH)
                .limit(MOST)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast);
    }

    private static Stream<Throwable> withCauses(Throwable failure, int depth) {
        if (depth == 0) {
            return Stream.empty();
        }
        Stream<Throwable> causes =
                Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()));
        return Stream.concat(Stream.of(failure), causes.flatMap(cause -> withCauses(cause, depth - 1)));
    }
}
