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
        /** The first administrator was created, with this token. */
        BOOTSTRAP("bootstrap"),
        /** A person got an account by signing in. */
        SIGNED_UP("signed-up"),
        /** A person signed in at the pages. */
        SIGNED_IN("signed-in"),
        /** A person signed out of the pages. */
        SIGNED_OUT("signed-out"),
        /** A person linked an identity to their account. */
        IDENTITY_LINKED("identity-linked"),
        /** An administrator attached an identity to an account. */
        IDENTITY_ATTACHED("identity-attached"),
        /** A person disconnected an identity from their account. */
        IDENTITY_DISCONNECTED("identity-disconnected"),
        /** What the provider says about the person has changed; the subject is the identity, as in the next four. */
        IDENTITY_CHANGED("identity-changed"),
        /** The provider takes the person's token no more: its tokens were forgotten. */
        IDENTITY_NEEDS_REAUTH("identity-needs-reauth"),
        /** The provider has suspended the person. */
        IDENTITY_SUSPENDED("identity-suspended"),
        /** The token turned out to be somebody else's at the provider. */
        IDENTITY_MISMATCH("identity-mismatch"),
        /** The provider has not known the person for days. */
        IDENTITY_GONE("identity-gone"),
        /** A name, picture or address was taken over from a provider; the subject is the account. */
        PROFILE_CHANGED("profile-changed"),
        /** The account has another login, as at the provider. */
        LOGIN_CHANGED("login-changed"),
        /** The provider's login could not be taken over: somebody has it, or it cannot be one. */
        LOGIN_KEPT("login-kept"),
        /** The provider's address was not taken over: somebody else has proven that it is theirs. */
        EMAIL_KEPT("email-kept"),
        /** An administrator suspended an account. */
        SUSPENDED("suspended"),
        /** An administrator restored a suspended account. */
        RESTORED("restored"),
        /** An administrator said whether an account has a second factor. */
        MFA_SET("mfa-set"),
        /** A token that is watched was used. */
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
     * Records an event, in the transaction in which it happens.
     *
     * @param actorId who did it; null for the service itself
     * @param subjectId the account or token that it was done to
     * @param tokenId the access token that it was done with, or null
     * @param address the client's IP address, or null
     */
    public static void record(Action action, UUID actorId, UUID subjectId, UUID tokenId, String address) {
        new AuditEvent(action, actorId, subjectId, tokenId, address).persist();
    }
}
