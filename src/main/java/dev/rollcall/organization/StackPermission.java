package dev.rollcall.organization;

import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Optional;

/** A permission on a stack, the weakest first. The strongest grant counts, so {@code NONE} takes nothing away. */
public enum StackPermission {
    NONE("none", 0),
    READ("read", 101),
    WRITE("write", 102),
    ADMIN("admin", 103);

    @EnumeratedValue
    final String stored;

    /** The number that stands for the permission in requests and responses. */
    public final int code;

    StackPermission(String stored, int code) {
        this.stored = stored;
        this.code = code;
    }

    /** {@return the text that the database stores} */
    public String stored() {
        return stored;
    }

    /** {@return the permission with this {@linkplain #code number}; empty if none has it} */
    public static Optional<StackPermission> of(long code) {
        return Arrays.stream(values())
                .filter(permission -> permission.code == code)
                .findFirst();
    }

    /** {@return the permission that the database stores as this text; {@code NONE} for null} */
    public static StackPermission stored(String text) {
        return Arrays.stream(values())
                .filter(permission -> permission.stored.equals(text))
                .findFirst()
                .orElse(NONE);
    }
}
