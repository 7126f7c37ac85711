package dev.rollcall.user;

import java.util.Locale;
import java.util.UUID;

/**
 * The generated picture of an account or organization without a picture of its own: five by five mirrored squares,
 * drawn from the bits of its id. It depends only on the id, so it is not stored and never changes.
 */
public final class Avatar {

    private static final int SQUARES = 5;

    private Avatar() {}

    /** {@return the path of the picture, with a slash at the beginning} */
    public static String path(UUID id) {
        return "/avatars/" + id + ".svg";
    }

    /** {@return the picture as an SVG document} */
    static String draw(UUID id) {
        // Version 7 ids begin with the time. Mixing both halves makes neighbours look different.
        long bits = (id.getMostSignificantBits() * 0x9E3779B97F4A7C15L) ^ id.getLeastSignificantBits();
        bits = (bits ^ (bits >>> 29)) * 0xBF58476D1CE4E5B9L;
        StringBuilder squares = new StringBuilder();
        for (int column = 0; column <= SQUARES / 2; column++) {
            for (int row = 0; row < SQUARES; row++) {
                if ((bits >>> (column * SQUARES + row) & 1) == 1) {
                    square(squares, column, row);
                    if (column < SQUARES / 2) {
                        square(squares, SQUARES - 1 - column, row);
                    }
                }
            }
        }
        long hue = (bits >>> 32) % 360;
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-1 -1 7 7\" width=\"140\" height=\"140\">"
                        + "<rect x=\"-1\" y=\"-1\" width=\"7\" height=\"7\" fill=\"#f0f0f0\"/>"
                        + "<path fill=\"hsl(%d 55%% 45%%)\" d=\"%s\"/></svg>",
                hue,
                squares);
    }

    private static void square(StringBuilder path, int column, int row) {
        path.append('M').append(column).append(' ').append(row).append("h1v1h-1z");
    }
}
