package dev.rollcall.stack;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.util.UUID;

/** A tag of a stack: a name and a value. */
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

    /** May be empty. A tag with an empty value is not the same as no tag. */
    public String value;

    protected StackTag() {}

    public StackTag(Stack stack, String name, String value) {
        this.organizationId = stack.organizationId;
        this.stackId = stack.id;
        this.name = name;
        this.value = value;
    }
}
