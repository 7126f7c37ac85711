package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Organization;
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
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/** A token as it is kept: what it may do and until when, and the hash of its secret. */
@Entity
public class AccessToken extends PanacheEntityBase {

    /** Whom a token stands for. */
    public enum Kind {
        PERSONAL("personal"),
        ORGANIZATION("organization"),
        TEAM("team");

        @EnumeratedValue
        final String stored;

        Kind(String stored) {
            this.stored = stored;
        }
    }

    /** How far ahead a token may expire (contract, section 4). */
    private static final int MAXIMUM_YEARS = 2;

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    public byte[] secretHash;

    @Enumerated(EnumType.STRING)
    public Kind kind;

    /** The person, or the service account of the organization. */
    public UUID userId;

    public UUID organizationId;

    public UUID teamId;

    /** Of an organization's or team's token; unique in the organization, also among revoked ones. */
    public String name;

    public String description = "";

    /** An organization token that acts as an admin. */
    public boolean admin;

    /** Every use writes an audit event. */
    public boolean audited;

    public UUID createdBy;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    /** Written in batches, so up to an interval behind. */
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

    /** How many tokens a person has that could be used at this time. */
    static long countPersonal(UUID userId, Instant now) {
        return count(
                "userId = ?1 and kind = PERSONAL and revokedAt is null and (expiresAt is null or expiresAt > ?2)",
                userId,
                now);
    }

    /**
     * Finds a person's own token that is not revoked, an expired one too. Its row is locked until the transaction ends,
     * so that of two who revoke it at once only one finds it.
     */
    static Optional<AccessToken> findPersonal(UUID userId, UUID id) {
        return find("id = ?1 and userId = ?2 and kind = PERSONAL and revokedAt is null", id, userId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /**
     * Sets when the token ends.
     *
     * @param expires seconds since 1970, at most two years ahead; 0 for never
     * @throws ApiException 400 for any other time
     */
    void expireAt(long expires, Instant now) {
        if (expires == 0) {
            expiresAt = null;
            return;
        }
        if (expires <= now.getEpochSecond()) {
            throw ApiException.badRequest("expires must be in the future, in seconds since 1970, or 0 for never");
        }
        if (expires > now.atOffset(ZoneOffset.UTC).plusYears(MAXIMUM_YEARS).toEpochSecond()) {
            throw ApiException.badRequest("expires must be at most two years ahead, in seconds since 1970");
        }
        expiresAt = Instant.ofEpochSecond(expires);
    }

    /** Ends the token at once: whoever presents it from now on is refused. The row stays. */
    void revoke(Instant now) {
        revokedAt = now;
    }
}
