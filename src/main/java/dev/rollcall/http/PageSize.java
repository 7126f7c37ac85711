package dev.rollcall.http;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many entries of a list one answer may have: the query parameter {@code maxResults}.
 *
 * @param value from 1 to {@value #MAXIMUM}
 */
@Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1")
public record PageSize(int value) {

    private static final int MAXIMUM = 1000;

    /**
     * Parses a parameter. More than the maximum is the maximum, since a client that asks for a lot follows pages.
     *
     * @throws ApiException 400, in the words of the official specification, if the text is no positive whole number
     */
    public static PageSize fromString(String text) {
        if (!text.matches("0*[1-9][0-9]*")) {
            throw ApiException.badRequest("Invalid continuationToken or maxResults value.");
        }
        String digits = text.replaceFirst("^0+", "");
        return new PageSize(digits.length() > 4 ? MAXIMUM : Math.min(MAXIMUM, Integer.parseInt(digits)));
    }
}
