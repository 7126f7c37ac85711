package dev.rollcall.auditlog;

import dev.rollcall.auditlog.AuditLogEvents.Position;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes exports, a batch of events at a time. An export can be long and its client slow, so a replica runs few of them at
 * the same time.
 */
@Singleton
public class AuditLogExports {

    private static final int BATCH = 1000;
    private static final int AT_THE_SAME_TIME = 4;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final AuditLogEvents events;
    private final PublicAddress address;
    private final Clock clock;
    private final Set<UUID> running = new HashSet<>();

    AuditLogExports(AuditLogEvents events, PublicAddress address, Clock clock) {
        this.events = events;
        this.address = address;
        this.clock = clock;
    }

    /**
     * Takes a place for an export until {@link #end}. One account has one place, so it cannot take those of others.
     *
     * @throws ApiException 503 if there is none
     */
    void begin(UUID accountId) {
        synchronized (running) {
            if (running.size() >= AT_THE_SAME_TIME || !running.add(accountId)) {
                throw ApiException.unavailable("Another export runs. Try again when it has ended.", RETRY_AFTER);
            }
        }
    }

    void end(UUID accountId) {
        synchronized (running) {
            running.remove(accountId);
        }
    }

    /** The first events of an export. They are read before the response begins, so that a failure has a status. */
    public record Begun(AuditLogFilter filter, AuditLogFormat format, List<AuditLogEntry> first) {}

    /** Reads the first events after a place; null for the beginning. */
    Begun read(AuditLogFilter filter, AuditLogFormat format, Position after) {
        return new Begun(filter, format, events.read(filter, after, BATCH));
    }

    /**
     * Writes an export.
     *
     * @throws IOException if the client is gone, or takes too long. Then the response is incomplete, and its client sees
     *     that, because the last chunk is missing
     */
    void write(Begun export, OutputStream out) throws IOException {
        Instant end = clock.instant().plus(LONGEST);
        AuditLogFormat format = export.format();
        UUID organizationId = export.filter().organizationId();
        out.write(format.head().getBytes(StandardCharsets.UTF_8));
        List<AuditLogEntry> batch = export.first();
        while (!batch.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            batch.forEach(entry -> lines.append(
                    format.line(entry, organizationId, address.url().getHost())));
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            if (clock.instant().isAfter(end)) {
                throw new IOException("The export took longer than " + LONGEST);
            }
            batch = batch.size() < BATCH
                    ? List.of()
                    : events.read(export.filter(), Position.of(batch.get(batch.size() - 1)), BATCH);
        }
    }
}
