package dev.rollcall.stack;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/** A stack as the directory knows it: whose it is, what it is called, and what its state backend said of it last. */
@Entity
public class Stack extends PanacheEntityBase {

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    public UUID organizationId;

    public String project;

    public String name;

    /** When the last update began; null for never, the epoch while one is in progress. */
    public Instant lastUpdate;

    public Long resourceCount;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected Stack() {}

    public Stack(UUID organizationId, String project, String name) {
        this.organizationId = organizationId;
        this.project = project;
        this.name = name;
    }
}
