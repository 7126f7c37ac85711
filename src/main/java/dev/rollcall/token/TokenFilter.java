package dev.rollcall.token;

import dev.rollcall.http.ApiException;

/** Which tokens a list has: the query parameter {@code filter}. */
public enum TokenFilter {
    ACTIVE("(t.expires_at is null or t.expires_at > now())"),
    EXPIRED("t.expires_at <= now()"),
    ALL("true");

    /** The filter as a condition in SQL on {@code t}, a row of access_token. */
    final String condition;

    TokenFilter(String condition) {
        this.condition = condition;
    }

    /**
     * Parses a parameter.
     *
     * @throws ApiException 400 for what is no filter, an empty text included
     */
    static TokenFilter of(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "expired" -> EXPIRED;
            case "all" -> ALL;
            default -> throw ApiException.badRequest("filter must be 'active', 'expired' or 'all'");
        };
    }
}
