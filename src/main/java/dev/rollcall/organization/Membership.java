package dev.rollcall.organization;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.UUID;

/** The membership of an account in an organization. */
@Entity
@IdClass(Membership.Key.class)
public class Membership extends PanacheEntityBase {

    record Key(UUID userId, UUID organization) {}

    @Id
    public UUID userId;

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    public Organization organization;

    @Enumerated(EnumType.STRING)
    public Role role;

    /** Whether the organization created the account and manages it: {@code isOrgManaged} in the contract, section 4. */
    public boolean managesAccount;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Membership() {}

    public Membership(UUID userId, Organization organization, Role role) {
        this.userId = userId;
        this.organization = organization;
        this.role = role;
    }
}
