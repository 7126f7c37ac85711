package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.Team;
import dev.rollcall.security.TokenSecret;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/** An access token of a person, an organization or a team. Stores the hash of its secret, never the secret. */
@Entity
public class AccessToken extends PanacheEntityBase {

    /**
     * Matches valid descriptions: at most 1024 characters, no control characters, and no unpaired surrogates, which
     * PostgreSQL cannot store.
     */
    public static final String DESCRIPTION = "[^\\p{Cc}\\p{Cs}]{0,1024}";

    /** The owner of a token. */
    public enum Kind {
        PERSONAL("personal"),
        ORGANIZATION("organization"),
        TEAM("team");

        @EnumeratedValue
        final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        /** {@return the text in responses and the database, for example {@code team}} */
        public String value() {
            return stored;
        }
    }

    /** The latest expiry of a token, in years from now (contract, section 4). */
    private static final int MAXIMUM_YEARS = 2;

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    public byte[] secretHash;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    /** The account that the token acts as: the person, or the organization's service account. */
    public UUID userId;

    public UUID organizationId;

    public UUID teamId;

    /** Null for personal tokens. Otherwise unique in the organization, revoked tokens included. */
    public String name;

    public String description = "";

    /** Whether an organization token acts as an admin. */
    public boolean admin;

    /** The role of an organization token. Null for the others and for older ones: {@link #admin} decides then. */
    @Enumerated(EnumType.STRING)
    public Role role;

    /** Whether each use of the token writes an audit event. */
    public boolean audited;

    public UUID createdBy;

    /** The token that this one was created with, and with which it ends; null without one. */
    public UUID mintedBy;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    /** Written once per {@code rollcall.tokens.last-used-interval}, so it may be that old. */
    @Column(insertable = false, updatable = false)
    public Instant lastUsedAt;

    /** Null for never. */
    public Instant expiresAt;

    public Instant revokedAt;

    protected AccessToken() {}

    private AccessToken(Kind kind, UUID userId, TokenSecret secret) {
        this.kind = kind;
        this.userId = userId;
        this.secretHash = secret.hash();
    }

    public static AccessToken personal(UUID userId, TokenSecret secret, String description) {
        AccessToken token = new AccessToken(Kind.PERSONAL, userId, secret);
        token.description = description;
        return token;
    }

    public static AccessToken organization(Organization organization, TokenSecret secret, String name) {
        AccessToken token = new AccessToken(Kind.ORGANIZATION, organization.serviceAccount(), secret);
        token.organizationId = organization.id;
        token.name = name;
        return token;
    }

    public static AccessToken team(Team team, TokenSecret secret, String name) {
        AccessToken token = organization(team.organization, secret, name);
        token.kind = Kind.TEAM;
        token.teamId = team.id;
        return token;
    }

    /** {@return the id that a client sent; empty if the text is no id} */
    public static Optional<UUID> parseId(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /**
     * {@return the number of a person's tokens that are neither revoked nor expired} It can be stale at once, unless
     * the transaction has locked the person's account.
     */
    public static long countPersonal(UUID userId, Instant now) {
        return getEntityManager()
                // Hibernate makes the SQL of a count by Panache anew each time.
                .createQuery("""
                        select count(*) from AccessToken
                        where userId = ?1 and kind = PERSONAL and revokedAt is null
                            and (expiresAt is null or expiresAt > ?2)""", Long.class)
                .setParameter(1, userId)
                .setParameter(2, now)
                .getSingleResult();
    }

    /**
     * Finds a personal token of a person that is not revoked; it may be expired. Locks its row until the transaction
     * ends, so only one of two concurrent revocations finds it.
     */
    public static Optional<AccessToken> findPersonal(UUID userId, UUID id) {
        return find("id = ?1 and userId = ?2 and kind = PERSONAL and revokedAt is null", id, userId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /**
     * Finds a token that is not revoked; it may be expired. Locks its row until the transaction ends.
     *
     * @param userId the account that the token acts as
     */
    static Optional<AccessToken> findUnrevoked(UUID userId, UUID id) {
        return find("id = ?1 and userId = ?2 and revokedAt is null", id, userId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /**
     * Finds a token of an organization or of one of its teams; it may be revoked or expired. Locks its row until the
     * transaction ends.
     */
    public static Optional<AccessToken> findMachine(UUID organizationId, UUID id) {
        return find("id = ?1 and organizationId = ?2", id, organizationId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /** Finds tokens whose rows the transaction has locked. */
    static List<AccessToken> locked(List<UUID> ids) {
        return ids.isEmpty() ? List.of() : list("id in ?1 order by id", ids);
    }

    /**
     * Sets when the token expires.
     *
     * @param expires Unix time in seconds, in the future and at most two years ahead; 0 for as late as possible
     * @param latest the token may not expire later; empty if it need not expire
     * @throws ApiException 400 for any other time
     */
    void expireAt(long expires, Optional<Instant> latest, Instant now) {
        Instant twoYears = now.atOffset(ZoneOffset.UTC).plusYears(MAXIMUM_YEARS).toInstant();
        if (expires == 0) {
            expiresAt =
                    latest.map(end -> end.isBefore(twoYears) ? end : twoYears).orElse(null);
            return;
        }
        if (expires <= now.getEpochSecond()) {
            throw ApiException.badRequest("expires must be in the future, in seconds since 1970, or 0 for never");
        }
        if (expires > twoYears.getEpochSecond()) {
            throw ApiException.badRequest("expires must be at most two years ahead, in seconds since 1970");
        }
        expiresAt = Instant.ofEpochSecond(expires);
        if (latest.isPresent() && expiresAt.isAfter(latest.get())) {
            long seconds = latest.get().getEpochSecond();
            throw ApiException.badRequest("expires must be at most " + seconds + " (" + Instant.ofEpochSecond(seconds)
                    + "). This server limits the lifetime of tokens, and no token outlives the token or JWT that"
                    + " creates it. Send 0 for the latest possible time.");
        }
    }

    /** Sets the role of an organization token. The release before reads {@link #admin} only. */
    public void actAs(Role wanted) {
        role = wanted;
        admin = wanted == Role.ADMIN;
    }

    /** Makes the token invalid for all requests from now on. Keeps the row, because a token's name is never reused. */
    void revoke(Instant now) {
        revokedAt = now;
    }
}
