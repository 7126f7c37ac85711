package dev.rollcall.user;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A login: the name in URLs of a person, an organization, or a person and their individual organization together. It is
 * unique among all of them, ignoring case.
 */
@Entity
public class OwnerName extends PanacheEntityBase {

    /** The owner names that the CLI accepts (contract, section 4). */
    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]");

    @Id
    public UUID id = UUID.randomUUID();

    public String name;

    public UUID userId;

    public UUID organizationId;

    /** End of the reservation; null for a name in use. */
    public Instant reservedUntil;

    /** The account that had the name before; null for a name in use. */
    public UUID reservedFor;

    /** The organization that had the name before, if no account had it; null for a name in use. */
    public UUID reservedForOrganization;

    protected OwnerName() {}

    /**
     * Gives a name to a person, to an organization, or to both.
     *
     * @throws IllegalArgumentException if the name is not {@linkplain #isValid valid}, or if it {@linkplain #isPath is
     *     a path}
     */
    public OwnerName(String name, UUID userId, UUID organizationId) {
        if (isPath(name)) {
            throw new IllegalArgumentException("'" + name + "' is the beginning of a path of this service");
        }
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a valid login: use 3 to 40 letters, digits, hyphens and underscores,"
                            + " with a letter or digit at both ends");
        }
        this.name = name;
        this.userId = userId;
        this.organizationId = organizationId;
    }

    /**
     * {@return whether a name is 3 to 40 letters, digits, hyphens and underscores, with a letter or digit at both ends}
     */
    public static boolean isValid(String name) {
        return FORMAT.matcher(name).matches();
    }

    /** {@return whether a page of this service has this name, so nobody can have it} Case does not matter. */
    public static boolean isPath(String name) {
        return ReservedNames.isPath(name);
    }

    /**
     * {@return whether nobody can take the name: it is a path, or it looks like the operator's} Case does not matter. An
     * operator may give the first administrator such a name, if it is no path.
     */
    public static boolean isReserved(String name) {
        return isPath(name) || ReservedNames.isOfficial(name);
    }

    /**
     * Finds a name that is neither taken nor reserved.
     *
     * @return the wanted name, or else the wanted name and a number
     * @throws IllegalStateException if all numbers that were tried are taken
     */
    public static String free(String wanted) {
        List<String> candidates = Stream.concat(
                        Stream.of(wanted),
                        IntStream.concat(
                                        IntStream.rangeClosed(2, 9),
                                        // Many people have the name: random numbers find a free one faster.
                                        ThreadLocalRandom.current().ints(8, 10, 1_000_000))
                                .mapToObj(number -> ForeignLogin.numbered(wanted, number)))
                .toList();
        List<String> taken = find(
                        "select lower(name) from OwnerName where lower(name) in ?1",
                        candidates.stream().map(OwnerName::lower).toList())
                .project(String.class)
                .list();
        return candidates.stream()
                .filter(name -> !isReserved(name) && !taken.contains(lower(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Found no free login for '" + wanted + "': all numbers that were tried are taken"));
    }

    /**
     * Renames a person and their individual organization, in the caller's transaction. The old name stays reserved for
     * the person as long as {@code reserve} says, so that links to it do not lead to somebody else.
     *
     * @return whether the person has the name now; false if it is invalid, taken, {@linkplain #isReserved reserved}, or
     *     reserved for somebody else
     */
    public static boolean rename(UUID userId, String wanted, Duration reserve) {
        OwnerName own = OwnerName.<OwnerName>find("userId", userId).firstResult();
        return own != null && own.rename(wanted, reserve);
    }

    /**
     * Renames a shared organization, in the caller's transaction. The old name stays reserved for the organization as
     * long as {@code reserve} says.
     *
     * @return whether the organization has the name now; false as in {@link #rename(UUID, String, Duration)}
     */
    public static boolean renameOrganization(UUID organizationId, String wanted, Duration reserve) {
        OwnerName own =
                OwnerName.<OwnerName>find("organizationId", organizationId).firstResult();
        return own != null && own.rename(wanted, reserve);
    }

    private boolean rename(String wanted, Duration reserve) {
        if (!isValid(wanted)) {
            return false;
        }
        if (name.equals(wanted)) {
            return true;
        }
        if (isReserved(wanted) || !release(wanted)) {
            return false;
        }
        String old = name;
        name = wanted;
        flush();
        if (!lower(old).equals(lower(wanted))) {
            OwnerName reserved = new OwnerName();
            reserved.name = old;
            reserved.reservedUntil = now().plus(reserve);
            reserved.reservedFor = userId;
            reserved.reservedForOrganization = userId == null ? organizationId : null;
            reserved.persist();
        }
        return true;
    }

    /**
     * Waits for others who take names, and deletes the reservation of a name that has ended or is for this owner.
     *
     * @return whether the name is free now
     */
    private boolean release(String wanted) {
        takeTurns();
        OwnerName other = OwnerName.<OwnerName>find("lower(name) = ?1 and id <> ?2", lower(wanted), id)
                .firstResult();
        if (other == null) {
            return true;
        }
        boolean mine = (userId != null && userId.equals(other.reservedFor))
                || (organizationId != null && organizationId.equals(other.reservedForOrganization));
        if (other.reservedUntil == null || !(mine || other.reservedUntil.isBefore(now()))) {
            return false;
        }
        other.delete();
        flush();
        return true;
    }

    /**
     * Gives a name to a new organization, in the caller's transaction.
     *
     * @param name a {@linkplain #isValid valid} name
     * @return whether the organization has the name now; false if it is taken or {@linkplain #isReserved reserved}
     */
    public static boolean give(String name, UUID organizationId) {
        if (isReserved(name)) {
            return false;
        }
        OwnerName given = new OwnerName(name, null, organizationId);
        if (!given.release(name)) {
            return false;
        }
        given.persist();
        flush();
        return true;
    }

    /**
     * Makes a name free for a new person, in the caller's transaction.
     *
     * @param name a {@linkplain #isValid valid} name
     * @return whether nobody has the name; false if it is taken or {@linkplain #isReserved reserved}
     */
    public static boolean makeFree(String name) {
        return !isReserved(name) && new OwnerName(name, null, null).release(name);
    }

    /**
     * Takes the name from a person, and from their individual organization, whose account is about to be deleted. Nobody
     * can have it as long as {@code reserve} says.
     */
    public static void giveUpAccount(UUID userId, Duration reserve) {
        update(
                "userId = null, organizationId = null, reservedFor = ?1, reservedUntil = ?2 where userId = ?1",
                userId,
                now().plus(reserve));
    }

    /**
     * Takes the name from a shared organization that is about to be deleted. Nobody can have it as long as
     * {@code reserve} says.
     */
    public static void giveUp(UUID organizationId, Duration reserve) {
        update(
                "organizationId = null, reservedUntil = ?1 where organizationId = ?2",
                now().plus(reserve),
                organizationId);
    }

    /** The time of the database, which is the same for all replicas. */
    private static Instant now() {
        return getEntityManager().createQuery("select instant", Instant.class).getSingleResult();
    }

    /** Locks new names until the transaction ends, so that two people cannot take one name at the same time. */
    private static void takeTurns() {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext('sign-up'))")
                .getSingleResult();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
