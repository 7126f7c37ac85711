package dev.rollcall.provider;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text from an issuer of JWTs or an identity provider, which can be anything. */
public class ForeignText {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int MAX_EMAIL = 254;
    private static final int MAX_TEXT = 255;
    private static final int MAX_URL = 2048;

    private ForeignText() {}

    /**
     * Makes text storable. PostgreSQL refuses NUL and unpaired surrogates, and columns have 255 characters.
     *
     * @param text may be null
     * @return the text without control characters and unpaired surrogates, cut and stripped; empty if nothing is left
     */
    public static Optional<String> storable(String text) {
        return Optional.ofNullable(text).map(ForeignText::cut).filter(storable -> !storable.isEmpty());
    }

    /** Like {@link #storable}, but also empty if the text cannot be an e-mail address. */
    public static Optional<String> email(String text) {
        return storable(text)
                .filter(email ->
                        email.length() <= MAX_EMAIL && EMAIL.matcher(email).matches());
    }

    /**
     * A URL that browsers may open.
     *
     * @param text may be null
     * @return empty unless it is a URL with a host and one of the schemes, of at most 2048 characters
     */
    public static Optional<String> url(String text, String... schemes) {
        try {
            return Optional.ofNullable(text)
                    .filter(url -> url.length() <= MAX_URL)
                    .map(URI::create)
                    .filter(url ->
                            url.getHost() != null && Arrays.asList(schemes).contains(url.getScheme()))
                    .map(URI::toString);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String cut(String text) {
        return text.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .limit(MAX_TEXT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
