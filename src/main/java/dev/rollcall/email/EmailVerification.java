package dev.rollcall.email;

import dev.rollcall.http.ApiException;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/**
 * An e-mail address that a person has not verified yet. It is open until it expires. Rollcall deletes it when the
 * person verifies it or cancels the change.
 */
@Entity
public class EmailVerification extends PanacheEntityBase {

    /** Which address of the account it is. */
    public enum Purpose {
        /** The current one. */
        PRIMARY("primary"),
        /** The one that is to replace it. */
        CHANGE("change");

        @EnumeratedValue
        final String stored;

        Purpose(String stored) {
            this.stored = stored;
        }
    }

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    public UUID userId;

    public String email;

    @Enumerated(EnumType.STRING)
    public Purpose purpose;

    /** SHA-256 of the secret in the mail. */
    public byte[] codeHash;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    public Instant expiresAt;

    protected EmailVerification() {}

    private static Optional<EmailVerification> newestOpen(UUID userId, Instant now) {
        return find("userId = ?1 and expiresAt > ?2 order by createdAt desc", userId, now)
                .firstResultOptional();
    }

    /**
     * Cancels the change of address that a person asked for. Does nothing if there is none.
     *
     * @return whether there was one
     * @throws ApiException 400 if the newest open one is the current address (contract, section 2.7)
     */
    static boolean giveUpChange(UUID userId, Instant now) {
        Optional<EmailVerification> open = newestOpen(userId, now);
        if (open.filter(newest -> newest.purpose == Purpose.PRIMARY).isPresent()) {
            throw ApiException.badRequest("Cannot delete the pending verification for primary email.");
        }
        return open.isPresent() && delete("userId = ?1 and purpose = ?2", userId, Purpose.CHANGE) > 0;
    }
}
