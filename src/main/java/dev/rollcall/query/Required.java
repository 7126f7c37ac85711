package dev.rollcall.query;

import dev.rollcall.http.ApiException;

/**
 * Fields that a body must have. Features ask for them after they have checked what the caller may do, so nobody learns from
 * a mistake in their body what they may not know.
 */
public final class Required {

    private Required() {}

    /**
     * Returns the value of a field.
     *
     * @param value null if the field is absent
     * @throws ApiException 400 if it is absent
     */
    public static <T> T of(String name, T value) {
        if (value == null) {
            throw ApiException.badRequest(name + " is missing");
        }
        return value;
    }
}
