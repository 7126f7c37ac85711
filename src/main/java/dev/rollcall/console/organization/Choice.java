package dev.rollcall.console.organization;

import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import java.util.List;
import java.util.stream.Stream;

/** An entry in a list to choose from. */
public record Choice(String value, String title, boolean selected) {

    /** {@return the built-in roles} */
    public static List<Choice> roles(String selected) {
        return Stream.of(Role.values())
                .map(role -> new Choice(role.value(), role.title, role.value().equals(selected)))
                .toList();
    }

    /** {@return what somebody may do with stacks} */
    public static List<Choice> permissions(int selected) {
        return Stream.of(StackPermission.values())
                .map(permission ->
                        new Choice(Integer.toString(permission.code), words(permission), permission.code == selected))
                .toList();
    }

    public static String words(StackPermission permission) {
        return switch (permission) {
            case NONE -> "nothing";
            case READ -> "read";
            case WRITE -> "write";
            case ADMIN -> "administer";
        };
    }
}
