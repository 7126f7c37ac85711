package dev.rollcall.provider;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text from an issuer of JWTs or an identity provider, which can be anything. */
public class ForeignText {

    private static final Pattern LOCAL_PART = Pattern.compile("[^@\\s\\p{Z}]+");
    private static final Pattern SPACE_AT_THE_ENDS = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");
    private static final int MAX_EMAIL = 254;
    private static final int MAX_TEXT = 255;
    private static final int MAX_URL = 2048;

    private ForeignText() {}

    /**
     * Makes text storable and safe to show. PostgreSQL refuses NUL and unpaired surrogates, and columns have 255
     * characters. Characters that show nothing hide text, and controls of the direction (Unicode Standard Annex 9)
     * reorder the text around them.
     *
     * @param text may be null
     * @return the text without control characters, invisible characters and unpaired surrogates, cut and stripped;
     *     empty if nothing is left
     */
    public static Optional<String> storable(String text) {
        return Optional.ofNullable(text).map(ForeignText::cut).filter(storable -> !storable.isEmpty());
    }

    /** {@return the text without control characters and invisible characters; may be empty} */
    public static String visible(String text) {
        return text.codePoints()
                .filter(c -> !isHidden(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * Text that decides what somebody may do, for example the login of an organization. It is refused instead of
     * repaired, because the repaired text can be the name of somebody else.
     *
     * @param text may be null
     * @return empty unless {@link #storable} keeps the text as it is
     */
    public static Optional<String> exact(String text) {
        return storable(text).filter(storable -> storable.equals(text));
    }

    /**
     * An e-mail address. It is refused instead of repaired, because the repaired address can be somebody else's.
     *
     * @param text may be null
     * @return the address with its domain in ASCII; empty if the text has a control character or an invisible
     *     character, or cannot be an e-mail address
     */
    public static Optional<String> email(String text) {
        return exact(text).flatMap(ForeignText::withDomainInAscii).filter(email -> email.length() <= MAX_EMAIL);
    }

    private static Optional<String> withDomainInAscii(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0 || !LOCAL_PART.matcher(text.substring(0, at)).matches()) {
            return Optional.empty();
        }
        String domain = text.substring(at + 1);
        // A domain in ASCII stays as it was written, in upper or lower case.
        return DomainName.aLabels(domain)
                .map(labels -> text.substring(0, at + 1) + (labels.equals(lowerAscii(domain)) ? domain : labels));
    }

    /** {@return the domain of an {@linkplain #email address}, as A-labels in lower case} */
    public static String domain(String email) {
        return lowerAscii(email.substring(email.lastIndexOf('@') + 1));
    }

    /**
     * Whether two names are the same, ignoring the case of the letters A to Z. Unlike
     * {@link String#equalsIgnoreCase}, it does not match other letters, for example U+0131 (dotless i) with I.
     *
     * @param other may be null
     */
    public static boolean same(String name, String other) {
        return other != null && lowerAscii(name).equals(lowerAscii(other));
    }

    static String lowerAscii(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
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
        String visible = visible(text);
        int end = visible.offsetByCodePoints(0, Math.min(MAX_TEXT, visible.codePointCount(0, visible.length())));
        return SPACE_AT_THE_ENDS.matcher(visible.substring(0, end)).replaceAll("");
    }

    /**
     * Whether a character shows nothing: controls, unpaired surrogates, controls of the direction, and what Unicode
     * lists as {@code Default_Ignorable_Code_Point}, with the blank Braille pattern.
     */
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                c == 0x034F
                        || c == 0x2065
                        || c == 0x2800
                        || c == 0x3164
                        || c == 0xFFA0
                        || isBetween(c, 0x115F, 0x1160)
                        || isBetween(c, 0x17B4, 0x17B5)
                        || isBetween(c, 0x180B, 0x180F)
                        || isBetween(c, 0xFE00, 0xFE0F)
                        || isBetween(c, 0xFFF0, 0xFFF8)
                        || isBetween(c, 0xE0000, 0xE0FFF);
        };
    }

    private static boolean isBetween(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
