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

/** An address that a person has yet to prove theirs. It is open until it expires; proven or given up, it is deleted. */
@Entity
public class EmailVerification extends PanacheEntityBase {

    /** Which address it is about. */
    public enum Purpose {
        /** The one that the account has. */
        PRIMARY("primary"),
        /** One that is to take its place. */
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

    /** SHA-256 of the secret that was mailed. */
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
     * Gives up the change of address that a person asked for, if they did.
     *
     * @throws ApiException 400 if what is open is the proof of their present address, which cannot be given up
     */
    static void giveUpChange(UUID userId, Instant now) {
        newestOpen(userId, now).ifPresent(open -> {
            if (open.purpose == Purpose.PRIMARY) {
                throw ApiException.badRequest("Cannot delete the pending verification for primary email.");
            }
            delete("userId = ?1 and purpose = ?2", userId, Purpose.CHANGE);
        });
    }
}
