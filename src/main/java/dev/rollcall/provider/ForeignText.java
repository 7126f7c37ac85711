package dev.rollcall.provider;

import java.util.Optional;
import java.util.regex.Pattern;

/** Text that somebody else chose: an issuer of JWTs or an identity provider, who may say anything. */
public class ForeignText {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int MAX_EMAIL = 254;
    private static final int MAX_TEXT = 255;

    private ForeignText() {}

    /**
     * Makes text storable: without control characters and halves of characters, which PostgreSQL refuses, and not too
     * long for a column.
     *
     * @param text may be null
     * @return empty when nothing is left
     */
    public static Optional<String> storable(String text) {
        return Optional.ofNullable(text).map(ForeignText::cut).filter(storable -> !storable.isEmpty());
    }

    /** Like {@link #storable}; empty as well for what cannot be an e-mail address. */
    public static Optional<String> email(String text) {
        return storable(text)
                .filter(email ->
                        email.length() <= MAX_EMAIL && EMAIL.matcher(email).matches());
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
