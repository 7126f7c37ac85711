package dev.rollcall.organization;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.UUID;

/** A group of members of an organization. */
@Entity
public class Team extends PanacheEntityBase {

    @Id
    public UUID id = UUID.randomUUID();

    @ManyToOne(fetch = FetchType.LAZY)
    public Organization organization;

    public String name;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Team() {}

    public Team(Organization organization, String name) {
        this.organization = organization;
        this.name = name;
    }
}
