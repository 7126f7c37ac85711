package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What somebody is in a team. */
public enum TeamRole {
    NONE("none"),
    MEMBER("member"),
    /** Admins of a team manage its members, its stacks and its tokens. */
    ADMIN("admin");

    @JsonValue
    final String value;

    TeamRole(String value) {
        this.value = value;
    }

    /** {@return the text in requests, responses and the database, for example {@code member}} */
    public String value() {
        return value;
    }

    /** {@return the role that the database stores as this text; {@code NONE} for null} */
    public static TeamRole stored(String text) {
        return Arrays.stream(values())
                .filter(role -> role.value.equals(text))
                .findFirst()
                .orElse(NONE);
    }
}
