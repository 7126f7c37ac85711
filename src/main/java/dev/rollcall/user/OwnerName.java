package dev.rollcall.user;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** A name taken by a person, an organization, or a person and their individual organization together. */
@Entity
public class OwnerName extends PanacheEntityBase {

    /** What the CLI accepts as the owner of a stack (contract, section 4). */
    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]");

    @Id
    public UUID id = UUID.randomUUID();

    public String name;

    public UUID userId;

    public UUID organizationId;

    public Instant reservedUntil;

    protected OwnerName() {}

    /** Takes a name; throws IllegalArgumentException if it {@linkplain #isValid cannot be one}. */
    public OwnerName(String name, UUID userId, UUID organizationId) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' has not 3 to 40 letters, digits, hyphens and underscores,"
                            + " with a letter or digit at both ends");
        }
        this.name = name;
        this.userId = userId;
        this.organizationId = organizationId;
    }

    public static boolean isValid(String name) {
        return FORMAT.matcher(name).matches();
    }
}
