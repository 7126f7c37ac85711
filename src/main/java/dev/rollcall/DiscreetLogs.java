package dev.rollcall;

import dev.rollcall.database.OutageLog;
import io.quarkus.logging.LoggingFilter;
import java.io.Serial;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Removes what clients sent from the lines that Quarkus and Vert.x log about requests that failed outside of the
 * resources. Paths and queries can contain tokens and e-mail addresses, and messages of parsers quote their input. The
 * id of the request in the line leads to the client.
 *
 * <p>There can be one filter only, so this one calls that of the database too.
 */
@LoggingFilter(name = "discreet")
final class DiscreetLogs implements Filter {

    /** Logs "HTTP Request to %s failed, error id: %s", the first with path and query. */
    private static final String ERROR_HANDLER = "io.quarkus.vertx.http.runtime.QuarkusErrorHandler";

    private static final Set<String> LOGGERS = Set.of(ERROR_HANDLER, "io.vertx.ext.web.RoutingContext");

    /** Logs what failed in a resource. A parser that a resource uses quotes its input in this exception. */
    private static final String ERROR_MAPPING = "dev.rollcall.http.ErrorMapping";

    private final OutageLog outages = new OutageLog();

    @Override
    public boolean isLoggable(LogRecord line) {
        if (isAboutASecondResponse(line)) {
            return false;
        }
        redact(line);
        return outages.isLoggable(line);
    }

    /**
     * {@return whether Quarkus could not send an error after the response had ended} Its client has left, or a line of
     * {@code ErrorMapping} says what failed.
     */
    private static boolean isAboutASecondResponse(LogRecord line) {
        return ERROR_HANDLER.equals(line.getLoggerName())
                && line.getThrown() instanceof IllegalStateException failure
                && failure.getStackTrace().length > 0
                && failure.getStackTrace()[0].getClassName().startsWith("io.vertx.core.http.impl.")
                && failure.getStackTrace()[0].getMethodName().equals("checkValid");
    }

    private static void redact(LogRecord line) {
        String logger = line.getLoggerName();
        Throwable thrown = line.getThrown();
        if (logger == null) {
            return;
        }
        if (logger.equals(ERROR_HANDLER)) {
            Object[] parameters = line.getParameters();
            if (parameters != null && parameters.length > 0) {
                Object[] discreet = parameters.clone();
                discreet[0] = "(not logged)";
                line.setParameters(discreet);
            }
        }
        boolean quotes = LOGGERS.contains(logger)
                || (logger.equals(ERROR_MAPPING) && thrown instanceof IllegalArgumentException);
        if (thrown != null && quotes) {
            line.setThrown(new WithoutMessage(thrown));
        }
    }

    /** The stack trace of an exception, with its class as the message. */
    static final class WithoutMessage extends Exception {

        @Serial
        private static final long serialVersionUID = 1;

        WithoutMessage(Throwable original) {
            super(
                    original.getClass().getName(),
                    original.getCause() == null ? null : new WithoutMessage(original.getCause()));
            setStackTrace(original.getStackTrace());
        }
    }
}
