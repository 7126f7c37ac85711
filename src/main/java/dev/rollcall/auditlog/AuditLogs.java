package dev.rollcall.auditlog;

import dev.rollcall.auditlog.AuditLogEvents.Position;
import dev.rollcall.auditlog.AuditLogExports.Begun;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.security.Caller;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/** What happened in an organization, for callers who may know. */
@Singleton
public class AuditLogs {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AuditLogEvents events;
    private final AuditLogExports exports;

    AuditLogs(AuditLogEvents events, AuditLogExports exports) {
        this.events = events;
        this.exports = exports;
    }

    /**
     * A page of events, the newest first.
     *
     * @param next the continuation token of the next page; null on the last page
     */
    public record Page(List<AuditLogEntry> entries, String next) {}

    /**
     * Reads a page.
     *
     * @throws ApiException 400 for a continuation token of other filters, 403 if the caller may not read the log, 404 if the
     *     organization knows no such user
     */
    public Page page(Standing standing, AuditLogParameters parameters, int size) {
        AuditLogFilter filter = filter(standing.require(Permission.READ_AUDIT_LOGS), parameters);
        // One more than the page has, to find out whether there is a next page.
        List<AuditLogEntry> found = events.read(filter, position(parameters, filter), size + 1);
        List<AuditLogEntry> page = found.subList(0, Math.min(found.size(), size));
        return new Page(
                page,
                found.size() > size ? Position.of(page.get(page.size() - 1)).token(filter) : null);
    }

    /**
     * Begins an export, which ends with the request.
     *
     * @throws ApiException as {@link #page}; 503 if too many exports run
     */
    public Begun export(Caller caller, Standing standing, AuditLogParameters parameters) {
        standing.require(Permission.EXPORT_AUDIT_LOGS);
        AuditLogFormat format = AuditLogFormat.of(parameters.format());
        AuditLogFilter filter = filter(standing, parameters);
        return begin(caller, filter, format, position(parameters, filter));
    }

    Begun begin(Caller caller, AuditLogFilter filter, AuditLogFormat format, Position after) {
        UUID accountId = caller.userId();
        exports.begin(accountId);
        // Not after writing: nobody writes if the client is gone already.
        CurrentRequestManager.get().registerCompletionCallback(failure -> exports.end(accountId));
        return exports.read(filter, format, after);
    }

    /** Writes an export that has begun. */
    public void write(Begun export, OutputStream out) throws IOException {
        exports.write(export, out);
    }

    private static Position position(AuditLogParameters parameters, AuditLogFilter filter) {
        return parameters.continuationToken() == null
                ? null
                : Position.read(parameters.continuationToken(), filter)
                        .orElseThrow(
                                () -> AuditLogParameters.invalid("continuationToken was not made for these filters."));
    }

    private AuditLogFilter filter(Standing standing, AuditLogParameters parameters) {
        Instant end = parameters.end();
        return new AuditLogFilter(
                standing.organizationId(),
                parameters.start(),
                end == null ? null : end.plus(SECOND),
                parameters.event(),
                parameters.user());
    }
}
