package dev.rollcall.team;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.TeamAccess;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.query.Required;
import java.util.regex.Pattern;

/** What names and descriptions of teams may contain. */
final class TeamText {

    /** In characters, as the next one. */
    static final int LONGEST_NAME = 100;

    static final int LONGEST_DESCRIPTION = 1024;

    private static final Pattern DESCRIPTION =
            Pattern.compile("(?:[^\\p{Cc}\\p{Cs}]|[\\t\\n\\r]){0," + LONGEST_DESCRIPTION + "}");

    private TeamText() {}

    /**
     * Checks a name for URLs.
     *
     * @throws ApiException 400 unless it is {@linkplain TeamAccess#isName one}
     */
    static String name(String name) {
        if (!TeamAccess.isName(Required.of("name", name))) {
            throw ApiException.badRequest(
                    "name must be 1 to 100 letters, digits, hyphens, underscores and dots, and not only one or two dots");
        }
        return name;
    }

    /**
     * Checks a name that is shown.
     *
     * @param name null or empty if the name in URLs is shown
     * @return what the database stores; empty if the name in URLs is shown
     * @throws ApiException 400 if it is too long or has characters that nobody sees
     */
    static String displayName(String name) {
        if (name == null || name.isEmpty()) {
            return "";
        }
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw ApiException.badRequest("Display name too long. Max length 100 characters.");
        }
        return ForeignText.exact(name)
                .orElseThrow(() -> ApiException.badRequest(
                        "The display name must have visible characters only, without spaces at the ends"));
    }

    /** {@return the first characters of a name from GitHub} */
    static String cut(String name) {
        return name.substring(
                        0, name.offsetByCodePoints(0, Math.min(LONGEST_NAME, name.codePointCount(0, name.length()))))
                .strip();
    }

    /**
     * Checks a description.
     *
     * @param description null for an empty one
     * @throws ApiException 400 if it is too long or has control characters other than tabs and line breaks
     */
    static String description(String description) {
        if (description != null && !DESCRIPTION.matcher(description).matches()) {
            throw ApiException.badRequest("The description must have at most 1024 characters, and no control"
                    + " characters except tabs and line breaks");
        }
        return description == null ? "" : description;
    }
}
