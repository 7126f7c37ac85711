package dev.rollcall.stack;

import dev.rollcall.http.ApiException;
import dev.rollcall.user.OwnerName;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Selects some of the stacks that a caller may reach. A null component selects all. An empty text is not null: for
 * example, an empty {@code tagValue} selects tags with an empty value.
 *
 * <p>Names of organizations, projects and stacks consist of ASCII characters and are unique in any case. So their ASCII letters
 * are kept in lower case, and a continuation token works for every spelling of the same filter. Other letters stay as
 * they are and match no name: for example, the Kelvin sign is no k.
 *
 * @param organization name of the owner, in any case
 * @param project name of the project, in any case
 * @param tagName exact name
 * @param tagValue exact value, or null for any value; needs {@code tagName}
 * @param role id of a custom role that the caller has: selects the stacks that are granted to this role
 * @param name name of the stack, in any case; only pages have this filter
 */
public record StackFilter(
        String organization, String project, String tagName, String tagValue, UUID role, String name) {

    private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]+");

    public StackFilter {
        organization = lowerCase(organization);
        project = lowerCase(project);
        name = lowerCase(name);
    }

    private static String lowerCase(String name) {
        return name == null
                ? null
                : UPPER_CASE.matcher(name).replaceAll(letter -> letter.group().toLowerCase(Locale.ROOT));
    }

    /**
     * Creates a filter from query parameters, which may be null.
     *
     * @throws ApiException 400 for a tag value without a tag name, 404 for a role id that is not a UUID
     */
    static StackFilter of(String organization, String project, String tagName, String tagValue, String roleId) {
        if (tagValue != null && tagName == null) {
            throw ApiException.badRequest("tagValue needs a tagName");
        }
        return new StackFilter(organization, project, tagName, tagValue, roleId == null ? null : role(roleId), null);
    }

    private static UUID role(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw unknownRole(id);
        }
    }

    static ApiException unknownRole(String id) {
        return ApiException.notFound("Role '" + id + "' not found");
    }

    /** {@return the filter as text} The previous release has no names in it, and reads the same continuation tokens. */
    String question() {
        return name == null ? toString().replaceFirst(", name=null]$", "]") : toString();
    }

    /**
     * {@return whether no stack can match} No owner has an invalid name. PostgreSQL cannot store NUL, and refuses it.
     */
    boolean isImpossible() {
        return (organization != null && !OwnerName.isValid(organization))
                || Stream.of(project, name, tagName, tagValue)
                        .anyMatch(text -> text != null && text.indexOf('\0') >= 0);
    }
}
