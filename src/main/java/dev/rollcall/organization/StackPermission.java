package dev.rollcall.organization;

import jakarta.persistence.EnumeratedValue;

/** A permission on a stack, the weakest first. The strongest grant counts, so {@code NONE} takes nothing away. */
public enum StackPermission {
    NONE("none"),
    READ("read"),
    WRITE("write"),
    ADMIN("admin");

    @EnumeratedValue
    final String stored;

    StackPermission(String stored) {
        this.stored = stored;
    }
}
