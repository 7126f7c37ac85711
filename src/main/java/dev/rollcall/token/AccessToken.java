package dev.rollcall.token;

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
import java.time.Instant;
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
}
