package dev.rollcall.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import java.util.UUID;

/** An organization, group or workspace that the provider showed a person the last time it was asked. */
@Entity
@IdClass(IdentityOrganization.Key.class)
public class IdentityOrganization extends PanacheEntityBase {

    record Key(UUID identity, String providerId) {}

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    public Identity identity;

    @Id
    public String providerId;

    public String login;

    protected IdentityOrganization() {}

    public IdentityOrganization(Identity identity, String providerId, String login) {
        this.identity = identity;
        this.providerId = providerId;
        this.login = login;
    }
}
