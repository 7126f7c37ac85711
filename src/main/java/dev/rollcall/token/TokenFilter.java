package dev.rollcall.token;

import dev.rollcall.http.ApiException;

/** Selects the tokens of a list. Set by the query parameter {@code filter}. */
public enum TokenFilter {
    ACTIVE("(t.expires_at is null or t.expires_at > now())"),
    EXPIRED("t.expires_at <= now()"),
    ALL("true");

    /** The filter as an SQL condition. {@code t} is a row of access_token. */
    final String condition;

    TokenFilter(String condition) {
        this.condition = condition;
    }

    /**
     * Parses the query parameter.
     *
     * @throws ApiException 400 for any other text, also for an empty one
     */
    public static TokenFilter of(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "expired" -> EXPIRED;
            case "all" -> ALL;
            default -> throw ApiException.badRequest("filter must be 'active', 'expired' or 'all'");
        };
    }
}
