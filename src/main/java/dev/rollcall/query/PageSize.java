package dev.rollcall.query;

import dev.rollcall.http.ApiException;

/**
 * The highest number of entries in one page of a list: the query parameter {@code maxResults}.
 *
 * @param value from 1 to {@value #MAXIMUM}
 */
public record PageSize(int value) {

    public static final int MAXIMUM = 1000;

    /**
     * Parses the parameter. A larger number counts as the maximum, because clients get the rest from the next pages.
     *
     * @param text the parameter, or null if it is absent
     * @param otherwise the size if the parameter is absent
     * @throws ApiException 400 if the text is not a positive whole number; the contract, section 5.1, gives the message
     */
    public static PageSize of(String text, int otherwise) {
        if (text == null) {
            return new PageSize(otherwise);
        }
        if (!text.matches("0*[1-9][0-9]*")) {
            throw ApiException.badRequest("Invalid continuationToken or maxResults value.");
        }
        String digits = text.replaceFirst("^0+", "");
        return new PageSize(digits.length() > 4 ? MAXIMUM : Math.min(MAXIMUM, Integer.parseInt(digits)));
    }
}
