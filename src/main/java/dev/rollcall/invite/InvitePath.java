package dev.rollcall.invite;

import dev.rollcall.http.ApiException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a path names an invitation: its id, or the id, a dot and the code of its link. Pulumi Cloud's ids are secrets. Ours
 * are not, so invitees without another proof need the code (contract for writes, section 3.3).
 *
 * @param code null if the path has none
 */
public record InvitePath(UUID id, String code) {

    private static final Pattern FORMAT =
            Pattern.compile("([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:\\.([A-Za-z0-9_-]{43}))?");

    /**
     * Reads a part of a path.
     *
     * @throws ApiException 404 if it names no invitation
     */
    public static InvitePath parse(String text) {
        return find(text).orElseThrow(() -> unknown(text));
    }

    /** {@return empty if the text names no invitation} */
    public static Optional<InvitePath> find(String text) {
        Matcher parts = FORMAT.matcher(text);
        return parts.matches()
                ? Optional.of(new InvitePath(UUID.fromString(parts.group(1)), parts.group(2)))
                : Optional.empty();
    }

    /** {@return 404 for an invitation that the caller cannot find} */
    public static ApiException unknown(String text) {
        return ApiException.notFound("Invite '" + text + "' not found");
    }

    /** Hides the code. */
    @Override
    public String toString() {
        return id.toString();
    }
}
