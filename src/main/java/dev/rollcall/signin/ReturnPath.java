package dev.rollcall.signin;

import java.net.URI;
import java.util.regex.Pattern;

/** Where somebody wanted to go when they were asked to sign in: never to another site. */
public final class ReturnPath {

    /**
     * Browsers take a second slash for the beginning of a host's name, and a backslash for a slash; they leave out
     * control characters before they look.
     */
    private static final Pattern LOCAL = Pattern.compile("/(?!/)[!-~&&[^\\\\]]{0,2047}");

    private ReturnPath() {}

    /**
     * Makes sure that a path is local.
     *
     * @param text may be anything, and null
     * @param otherwise the path where it is not
     */
    public static String of(String text, String otherwise) {
        return text != null && LOCAL.matcher(text).matches() && isUri(text) ? text : otherwise;
    }

    private static boolean isUri(String text) {
        try {
            return URI.create(text).getHost() == null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
