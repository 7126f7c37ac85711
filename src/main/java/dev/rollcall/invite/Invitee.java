package dev.rollcall.invite;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.role.Roles.Assignable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who is to be invited, checked.
 *
 * @param email in ASCII, so it fits into headers and into every mail
 * @param request what the client sent
 */
public record Invitee(String email, Assignable role, CreateInviteRequest request) {

    /** RFC 5321, section 4.1.2, without quoted strings. */
    private static final Pattern LOCAL_PART =
            Pattern.compile("(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@.*");

    /**
     * Checks an address.
     *
     * @param text may be null
     * @return the address with its domain in ASCII
     * @throws ApiException 400 if it is no address
     */
    static String address(String text) {
        return ForeignText.email(text)
                .filter(email -> LOCAL_PART.matcher(email).matches())
                .orElseThrow(() -> ApiException.badRequest("Invalid email address. "
                        + (text == null
                                ? "An invitation has none."
                                : "'" + ForeignText.storable(text).orElse("") + "' is not one.")));
    }

    /** {@return the same text for two addresses that differ in upper and lower case} */
    String key() {
        return email.toLowerCase(Locale.ROOT);
    }
}
