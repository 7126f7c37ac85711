package dev.rollcall.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Encodes the subject of a mail where Vert.x cannot: it encodes a character outside the Basic Multilingual Plane, for example
 * an emoji, as two question marks.
 */
final class Subject {

    /** Bytes of text in an encoded word. A word has at most 75 characters (RFC 2047, section 2). */
    private static final int WORD = 45;

    /** Characters. Encoded, they fit into a line, which has at most 998 characters (RFC 5322, section 2.1.1). */
    private static final int MOST = 120;

    private Subject() {}

    /** {@return the text itself, or encoded words in one line} */
    static String encoded(String text) {
        if (text.codePoints().noneMatch(Character::isSupplementaryCodePoint)) {
            return text;
        }
        int length = text.codePointCount(0, text.length());
        String shown = length <= MOST ? text : text.substring(0, text.offsetByCodePoints(0, MOST)) + "...";
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        shown.codePoints().mapToObj(Character::toString).forEach(character -> {
            if (bytes(word + character).length > WORD) {
                words.append(encodedWord(word)).append(' ');
                word.setLength(0);
            }
            word.append(character);
        });
        return words.append(encodedWord(word)).toString();
    }

    private static String encodedWord(CharSequence text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes(text)) + "?=";
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
