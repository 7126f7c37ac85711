package dev.rollcall.stack;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.util.UUID;

/** A name and a value that somebody put on a stack. */
@Entity
@IdClass(StackTag.Key.class)
public class StackTag extends PanacheEntityBase {

    record Key(UUID organizationId, UUID stackId, String name) {}

    @Id
    public UUID organizationId;

    @Id
    public UUID stackId;

    @Id
    public String name;

    /** May be empty, which is not the same as no tag. */
    public String value;

    protected StackTag() {}

    public StackTag(Stack stack, String name, String value) {
        this.organizationId = stack.organizationId;
        this.stackId = stack.id;
        this.name = name;
        this.value = value;
    }
}
