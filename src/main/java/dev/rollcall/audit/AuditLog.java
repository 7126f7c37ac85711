package dev.rollcall.audit;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.database.Sql;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Records who did what to whom, when, and from which address. The database refuses to change or delete an event. */
@Singleton
public class AuditLog {

    /** Copies the token's name in the same statement, because a personal token can be deleted later. */
    private static final String INSERT = """
            insert into audit_event
                (id, action, actor_id, subject_id, token_id, token_name, address, organization_id, description, request_id,
                reason)
            values (?, ?, ?, ?, ?, (select coalesce(name, description) from access_token where id = ?), ?, ?, ?, ?, ?)""";

    private final Sql sql;

    AuditLog(Sql sql) {
        this.sql = sql;
    }

    /**
     * Who does something, and from where.
     *
     * @param actorId the account; null if nobody knows it
     * @param tokenId the access token; null for a JWT
     * @param address the client's IP address
     * @param requestId the id in the response's {@code X-Pulumi-Request-ID}
     */
    public record Source(UUID actorId, UUID tokenId, String address, String requestId) {

        /** The service itself, without a request. */
        public static final Source SERVICE = new Source(null, null, null, null);

        /** {@return the same request, now that its account is known} */
        public Source by(UUID account) {
            return new Source(account, tokenId, address, requestId);
        }
    }

    /**
     * Stores an event, in the transaction that does what happened.
     *
     * @param organizationId the organization whose audit log shows the event; null if the event concerns none
     * @param subjectId the account, identity, token or organization that it was done to
     * @param description what happened, as a sentence for the readers of the audit log (contract for writes, section 3.7)
     */
    public void record(Action action, Source source, UUID organizationId, UUID subjectId, String description) {
        insert(action, source, organizationId, subjectId, description, null);
    }

    /** Stores that an action was refused. Used by {@link RefusedActions}, which bounds how many are stored. */
    void recordRefusal(Action action, Reason reason, Source source, String description) {
        insert(action, source, null, null, description, reason.stored);
    }

    private void insert(
            Action action, Source source, UUID organizationId, UUID subjectId, String description, String reason) {
        sql.update(
                "The audit event could not be stored",
                INSERT,
                UuidVersion7Strategy.INSTANCE.generateUuid(null),
                action.stored,
                source.actorId(),
                subjectId,
                source.tokenId(),
                source.tokenId(),
                source.address(),
                organizationId,
                description,
                source.requestId(),
                reason);
    }
}
