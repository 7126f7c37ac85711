package dev.rollcall.organization;

import jakarta.persistence.EnumeratedValue;

/** What somebody may do with a stack. Of several grants the strongest counts; {@code NONE} takes nothing away. */
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
