package dev.rollcall.auditlog;

import java.time.Instant;
import java.util.UUID;

/**
 * Which events of an organization somebody reads.
 *
 * @param from the earliest time, inclusive; null for no bound
 * @param until the latest time, exclusive; null for no bound
 * @param event the only event, for example {@code member-added}; null for all
 * @param user the login of the only account that did it, in any case; null for all
 */
record AuditLogFilter(UUID organizationId, Instant from, Instant until, String event, String user) {

    /** {@return the filter with another beginning} */
    AuditLogFilter since(Instant beginning) {
        return new AuditLogFilter(organizationId, beginning, until, event, user);
    }
}
