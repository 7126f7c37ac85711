package dev.rollcall.stack;

import dev.rollcall.http.ApiException;
import java.util.UUID;

/**
 * Which of the stacks that a caller may reach they want to see. Every part may be null, for any; an empty text is a text
 * like others, and {@code tagValue} is also a value when it is empty.
 *
 * @param organization name of the owner, in any case
 * @param project exact name
 * @param tagName exact name; without a value, whatever the tag's value is
 * @param tagValue exact value
 * @param role a custom role that the caller holds: only stacks that it opens
 */
record StackFilter(String organization, String project, String tagName, String tagValue, UUID role) {

    /**
     * Makes a filter of query parameters.
     *
     * @throws ApiException 400 for a tag value without a tag name, 404 for a role that cannot be one
     */
    static StackFilter of(String organization, String project, String tagName, String tagValue, String roleId) {
        if (tagValue != null && tagName == null) {
            throw ApiException.badRequest("tagValue needs a tagName");
        }
        return new StackFilter(organization, project, tagName, tagValue, roleId == null ? null : role(roleId));
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

    /** Whether no stack can match, since PostgreSQL's texts have no NUL: nothing has to be asked then. */
    boolean isImpossible() {
        return hasNul(organization) || hasNul(project) || hasNul(tagName) || hasNul(tagValue);
    }

    private static boolean hasNul(String text) {
        return text != null && text.indexOf('\0') >= 0;
    }
}
