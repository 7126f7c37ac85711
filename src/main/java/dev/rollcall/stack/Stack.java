package dev.rollcall.stack;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.annotations.UuidGenerator.Style;

/** A stack in the directory: its owner, its name, and what its newest update left. */
@Entity
public class Stack extends PanacheEntityBase {

    @Id
    @UuidGenerator(style = Style.VERSION_7)
    public UUID id;

    public UUID organizationId;

    public String project;

    public String name;

    /** When the last update began. Null: no update yet. Whether one runs now is in the column {@code lease_until}. */
    public Instant lastUpdate;

    /** Number of resources. Null: not reported yet. */
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
