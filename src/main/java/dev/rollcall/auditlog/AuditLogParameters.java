package dev.rollcall.auditlog;

import dev.rollcall.http.ApiException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The query parameters of the operations (contract for writes, section 3.7). The CLI 3.259 sends {@code eventType} and
 * {@code user} in place of {@code eventFilter} and {@code userFilter}.
 *
 * @param start null if absent
 * @param end null if absent
 * @param event null if absent
 * @param user a login; null if absent
 * @param continuationToken null if absent
 */
public record AuditLogParameters(
        Instant start, Instant end, String event, String user, String continuationToken, String format) {

    /** The end of the year 9999. Later times mean the same. */
    private static final long LATEST = 253_402_300_799L;

    /**
     * Reads the parameters.
     *
     * @param query the value of a parameter; null if it is absent
     * @throws ApiException 400 for an invalid value
     */
    static AuditLogParameters of(UnaryOperator<String> query) {
        return new AuditLogParameters(
                time("startTime", query.apply("startTime")),
                time("endTime", query.apply("endTime")),
                either("eventFilter", "eventType", query),
                either("userFilter", "user", query),
                query.apply("continuationToken"),
                query.apply("format"));
    }

    private static String either(String name, String old, UnaryOperator<String> query) {
        String value = query.apply(name);
        String other = query.apply(old);
        if (value != null && other != null && !value.equals(other)) {
            throw invalid(name + " and " + old + " mean the same. Send one of them.");
        }
        String given = value == null ? other : value;
        if (given != null && (given.isEmpty() || given.indexOf('\0') >= 0)) {
            throw invalid(name + " must not be empty.");
        }
        return given;
    }

    private static Instant time(String name, String seconds) {
        return seconds == null
                ? null
                : parse(seconds).orElseThrow(() -> invalid(name + " must be a whole number of seconds since 1970."));
    }

    /** {@return the time; empty if it is not a whole number of seconds since 1970} */
    static Optional<Instant> parse(String seconds) {
        if (!seconds.matches("[0-9]+")) {
            return Optional.empty();
        }
        String digits = seconds.replaceFirst("^0+(?=.)", "");
        return Optional.of(
                Instant.ofEpochSecond(digits.length() > 12 ? LATEST : Math.min(LATEST, Long.parseLong(digits))));
    }

    static ApiException invalid(String detail) {
        return ApiException.badRequest("invalid query params: " + detail);
    }
}
