package dev.rollcall.stack;

import dev.rollcall.organization.StackPermission;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** The permission of one person, one team or one custom role for one stack. */
@Entity
public class StackGrant extends PanacheEntityBase {

    @Id
    public UUID id = UUID.randomUUID();

    public UUID organizationId;

    public UUID stackId;

    public UUID userId;

    public UUID teamId;

    public UUID roleId;

    @Enumerated(EnumType.STRING)
    public StackPermission permission;

    @Column(insertable = false, updatable = false)
    public Instant createdAt;

    protected StackGrant() {}

    private StackGrant(Stack stack, StackPermission permission) {
        this.organizationId = stack.organizationId;
        this.stackId = stack.id;
        this.permission = permission;
    }

    /** {@return a grant to a person, who need not be a member of the stack's organization} */
    public static StackGrant toUser(UUID userId, Stack stack, StackPermission permission) {
        StackGrant grant = new StackGrant(stack, permission);
        grant.userId = userId;
        return grant;
    }

    /** {@return a grant to a team of the stack's organization} */
    public static StackGrant toTeam(UUID teamId, Stack stack, StackPermission permission) {
        StackGrant grant = new StackGrant(stack, permission);
        grant.teamId = teamId;
        return grant;
    }
}
