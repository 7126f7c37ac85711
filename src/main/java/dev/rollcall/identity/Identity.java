package dev.rollcall.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** A person at an identity provider, recognised by the provider's immutable subject only. */
@Entity
public class Identity extends PanacheEntityBase {

    @Id
    public UUID id = UUID.randomUUID();

    public UUID userId;

    @Enumerated(EnumType.STRING)
    public IdentityProvider provider;

    /** Base URL of the provider's installation; for single sign-on the issuer. */
    public String instance;

    public String subject;

    public String login;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Identity() {}

    public Identity(UUID userId, IdentityProvider provider, String instance, String subject, String login) {
        this.userId = userId;
        this.provider = provider;
        this.instance = instance;
        this.subject = subject;
        this.login = login;
    }

    /** Whether somebody here, with an account in whatever state, has this identity. */
    public static boolean isKnown(IdentityProvider provider, String instance, String subject) {
        return count("provider = ?1 and instance = ?2 and subject = ?3", provider, instance, subject) > 0;
    }
}
