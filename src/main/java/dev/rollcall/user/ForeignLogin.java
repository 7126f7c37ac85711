package dev.rollcall.user;

import com.anyascii.AnyAscii;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes logins of names from elsewhere. Whether somebody has such a login, {@link OwnerName} knows. */
public final class ForeignLogin {

    private static final int MIN_LENGTH = 3;

    private static final int MAX_LENGTH = 40;

    private ForeignLogin() {}

    /**
     * Turns a name from elsewhere into a {@linkplain OwnerName#isValid valid} login: writes letters of all scripts in Latin
     * letters without accents, replaces other invalid characters by hyphens, and cuts the name after 40 characters.
     *
     * @return empty if no letter or digit is left
     */
    public static Optional<String> fit(String foreign) {
        // NFC, because the tables know letters with their accents: the Vietnamese and the Korean ones, for example.
        String plain = Normalizer.normalize(foreign, Normalizer.Form.NFC)
                .codePoints()
                .mapToObj(ForeignLogin::latin)
                .collect(Collectors.joining())
                .replaceAll("[^a-zA-Z0-9_-]+", "-")
                .replaceAll("^[_-]+", "");
        String name = cut(plain, MAX_LENGTH);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(name.length() < MIN_LENGTH ? name + "-user" : name);
    }

    /** One letter, mark or digit in Latin letters. Every other character stays as it is, emojis too. */
    private static String latin(int character) {
        if (character < 128) {
            return Character.toString(character);
        }
        boolean known = Character.isLetterOrDigit(character) || isMarkOrNumber(character);
        return known ? AnyAscii.transliterate(character).replaceAll("[^a-zA-Z0-9]", "") : Character.toString(character);
    }

    private static boolean isMarkOrNumber(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /** {@return a login with a number, which is valid if the login is} */
    static String numbered(String name, int number) {
        String suffix = "-" + number;
        return cut(name, MAX_LENGTH - suffix.length()) + suffix;
    }

    private static String cut(String name, int length) {
        return name.substring(0, Math.min(name.length(), length)).replaceAll("[_-]+$", "");
    }
}
