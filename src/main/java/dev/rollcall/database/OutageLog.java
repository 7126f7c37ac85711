package dev.rollcall.database;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Logs an outage of the database once, in one line, although it affects all requests and jobs. An outage ends when
 * nothing has failed for a minute. Each SQLSTATE is logged once per outage.
 */
public final class OutageLog implements Filter {

    static final Duration QUIET = Duration.ofMinutes(1);

    private static final int LONGEST_CHAIN = 10;

    /** Only the message, without the stack trace. */
    private static final Formatter MESSAGE = new PatternFormatter("%s");

    /** What the pool says about each connection that it replaces. */
    private static final Set<String> OF_LOST_CONNECTIONS =
            Set.of("Closing connection in incorrect state VALIDATION", "This connection has been closed.");

    private final Set<String> logged = new HashSet<>();
    private long lastFailure;

    /** Creates a filter that has seen no outage. */
    public OutageLog() {}

    @Override
    public boolean isLoggable(LogRecord line) {
        if ("io.agroal.pool".equals(line.getLoggerName())
                && OF_LOST_CONNECTIONS.stream().anyMatch(MESSAGE.format(line)::contains)) {
            return false;
        }
        Optional<String> state = Optional.ofNullable(line.getThrown()).flatMap(Outage::stateToLogOnce);
        if (state.isEmpty()) {
            return true;
        }
        if (line.getLoggerName() != null && line.getLoggerName().startsWith("com.arjuna.")) {
            // The transaction manager throws the same failure, and the caller logs it.
            return false;
        }
        if (!isNew(state.get(), System.nanoTime())) {
            return false;
        }
        shorten(line);
        return true;
    }

    synchronized boolean isNew(String state, long now) {
        if (!logged.isEmpty() && now - lastFailure > QUIET.toNanos()) {
            logged.clear();
        }
        lastFailure = now;
        return logged.add(state);
    }

    /** Replaces the stack trace by the messages of the exceptions. */
    private static void shorten(LogRecord line) {
        String message = MESSAGE.format(line);
        String reason = Stream.iterate(line.getThrown(), Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .map(Throwable::toString)
                .collect(Collectors.joining("; caused by "));
        String text = message + ": " + reason + ". Further failures of this kind are not logged";
        if (line instanceof ExtLogRecord extended) {
            extended.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            line.setMessage(text);
            line.setParameters(null);
        }
        line.setThrown(null);
        if (line.getLevel().intValue() > Level.WARNING.intValue()) {
            line.setLevel(Level.WARNING);
        }
    }
}
