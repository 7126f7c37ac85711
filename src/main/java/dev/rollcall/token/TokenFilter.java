package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which tokens a list has: the query parameter {@code filter}. */
@Schema(
        type = SchemaType.STRING,
        enumeration = {"active", "expired", "all"})
enum TokenFilter {
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
     * @throws ApiException 400 for what is no filter
     */
    public static TokenFilter fromString(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "expired" -> EXPIRED;
            case "all" -> ALL;
            default -> throw ApiException.badRequest("filter must be 'active', 'expired' or 'all'");
        };
    }
}
