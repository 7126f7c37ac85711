package dev.rollcall.signin;

import java.net.URI;
import java.util.regex.Pattern;

/** The page to which a person returns after signing in. It is always on this server. */
public final class ReturnPath {

    /**
     * A path of at most 2,048 printable ASCII characters. Not allowed: a second slash, after which browsers expect a
     * host; a backslash, which they read as a slash; control characters, which they remove first.
     */
    private static final Pattern LOCAL = Pattern.compile("/(?!/)[!-~&&[^\\\\]]{0,2047}");

    private ReturnPath() {}

    /**
     * Returns the text if it is a path on this server, else the other path.
     *
     * @param text comes from the request: any text, or null
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
