package dev.rollcall.audit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/** Who did what, on whom, when and from where. The database refuses to change or delete one. */
@Entity
@Immutable
public class AuditEvent extends PanacheEntityBase {

    /** What happened; the names are stored and are never renamed. */
    public enum Action {
        BOOTSTRAP("bootstrap"),
        SIGNED_UP("signed-up"),
        TOKEN_USED("token-used"),
        TOKEN_CREATED("token-created"),
        TOKEN_REVOKED("token-revoked");

        @EnumeratedValue
        final String stored;

        Action(String stored) {
            this.stored = stored;
        }
    }

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    @Column(insertable = false, updatable = false)
    public Instant occurredAt;

    @Enumerated(EnumType.STRING)
    public Action action;

    public UUID actorId;

    public UUID subjectId;

    public UUID tokenId;

    public String address;

    protected AuditEvent() {}

    private AuditEvent(Action action, UUID actorId, UUID subjectId, UUID tokenId, String address) {
        this.action = action;
        this.actorId = actorId;
        this.subjectId = subjectId;
        this.tokenId = tokenId;
        this.address = address;
    }

    /**
     * Records the creation of the first administrator, in the caller's transaction.
     *
     * @param tokenId the token that was created with them
     */
    public static void bootstrapped(UUID administratorId, UUID tokenId) {
        new AuditEvent(Action.BOOTSTRAP, null, administratorId, tokenId, null).persist();
    }

    /**
     * Records that a person got an account by signing in, in the caller's transaction.
     *
     * @param address the client's IP address
     */
    public static void signedUp(UUID userId, String address) {
        new AuditEvent(Action.SIGNED_UP, userId, userId, null, address).persist();
    }

    /**
     * Records the use of a token that is watched, in the caller's transaction.
     *
     * @param address the client's IP address
     */
    public static void tokenUsed(UUID userId, UUID tokenId, String address) {
        new AuditEvent(Action.TOKEN_USED, userId, userId, tokenId, address).persist();
    }

    /**
     * Records that a person created an access token, in the caller's transaction.
     *
     * @param created the new token
     * @param tokenId the token that they called with
     * @param address the client's IP address
     */
    public static void tokenCreated(UUID userId, UUID created, UUID tokenId, String address) {
        new AuditEvent(Action.TOKEN_CREATED, userId, created, tokenId, address).persist();
    }

    /**
     * Records that a person revoked an access token, in the caller's transaction.
     *
     * @param revoked the token that is no more
     * @param tokenId the token that they called with; may be the same
     * @param address the client's IP address
     */
    public static void tokenRevoked(UUID userId, UUID revoked, UUID tokenId, String address) {
        new AuditEvent(Action.TOKEN_REVOKED, userId, revoked, tokenId, address).persist();
    }
}
