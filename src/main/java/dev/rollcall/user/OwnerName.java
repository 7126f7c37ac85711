package dev.rollcall.user;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A name taken by a person, an organization, or a person and their individual organization together. */
@Entity
public class OwnerName extends PanacheEntityBase {

    /** What the CLI accepts as the owner of a stack (contract, section 4). */
    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]");

    private static final int MIN_LENGTH = 3;

    private static final int MAX_LENGTH = 40;

    @Id
    public UUID id = UUID.randomUUID();

    public String name;

    public UUID userId;

    public UUID organizationId;

    public Instant reservedUntil;

    /** Whose name it was, while it is reserved. */
    public UUID reservedFor;

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

    /**
     * Makes a valid name of what somebody is called elsewhere: accents are folded, what else does not fit becomes a
     * hyphen, and what is too long is cut.
     *
     * @return empty when not one letter or digit is left
     */
    public static Optional<String> fit(String foreign) {
        String plain = Normalizer.normalize(foreign, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-zA-Z0-9_-]+", "-")
                .replaceAll("^[_-]+", "");
        String name = cut(plain, MAX_LENGTH);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(name.length() < MIN_LENGTH ? name + "-user" : name);
    }

    /** Finds a name that nobody has and that is not reserved: the wanted one, else that with a number behind it. */
    public static String free(String wanted) {
        List<String> candidates = Stream.concat(
                        Stream.of(wanted),
                        IntStream.concat(
                                        IntStream.rangeClosed(2, 9),
                                        // So many have the name that counting on would take long.
                                        ThreadLocalRandom.current().ints(8, 10, 1_000_000))
                                .mapToObj(number -> numbered(wanted, number)))
                .toList();
        List<String> taken = find(
                        "select lower(name) from OwnerName where lower(name) in ?1",
                        candidates.stream().map(OwnerName::lower).toList())
                .project(String.class)
                .list();
        return candidates.stream()
                .filter(name -> !taken.contains(lower(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("All names like '" + wanted + "' are taken"));
    }

    /**
     * Gives a person another name, in the caller's transaction, unless it cannot be one or is somebody else's. Links to
     * the old one would otherwise lead to whoever takes it next: it is kept for the person until a moment.
     *
     * @return whether it has the name now
     */
    public static boolean rename(UUID userId, String wanted, Instant now, Instant reservedUntil) {
        OwnerName own = OwnerName.<OwnerName>find("userId", userId).firstResult();
        if (own == null || !isValid(wanted)) {
            return false;
        }
        if (own.name.equals(wanted)) {
            return true;
        }
        takeTurns();
        OwnerName other = OwnerName.<OwnerName>find("lower(name) = ?1 and id <> ?2", lower(wanted), own.id)
                .firstResult();
        if (other != null) {
            boolean free = other.reservedUntil != null
                    && (userId.equals(other.reservedFor) || other.reservedUntil.isBefore(now));
            if (!free) {
                return false;
            }
            other.delete();
            flush();
        }
        String old = own.name;
        own.name = wanted;
        flush();
        if (!lower(old).equals(lower(wanted))) {
            OwnerName reserved = new OwnerName(old, null, null);
            reserved.reservedUntil = reservedUntil;
            reserved.reservedFor = userId;
            reserved.persist();
        }
        return true;
    }

    /** With all who make new names, until the transaction ends: two people who want one name do not collide. */
    private static void takeTurns() {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('sign-up'))")
                .getSingleResult();
    }

    private static String numbered(String name, int number) {
        String suffix = "-" + number;
        return cut(name, MAX_LENGTH - suffix.length()) + suffix;
    }

    private static String cut(String name, int length) {
        return name.substring(0, Math.min(name.length(), length)).replaceAll("[_-]+$", "");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
