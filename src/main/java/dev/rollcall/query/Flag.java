package dev.rollcall.query;

import dev.rollcall.http.ApiException;

/** Query parameters that are true or false. */
public final class Flag {

    private Flag() {}

    /**
     * Parses a parameter.
     *
     * @param text the parameter, or null if it is absent, which means false
     * @throws ApiException 400 if it is neither true nor false
     */
    public static boolean of(String name, String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw ApiException.badRequest(name + " must be true or false.");
        }
        return "true".equals(text);
    }
}
