package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import java.util.Locale;

/**
 * Selects and orders the tokens of a list.
 *
 * @param search a part of the description, in upper or lower case; empty for all
 * @param ascending the direction of the order
 */
public record TokenQuery(TokenFilter filter, String search, TokenOrder order, boolean ascending) {

    /** All tokens of a filter, newest first. */
    public static TokenQuery newest(TokenFilter filter) {
        return new TokenQuery(filter, "", TokenOrder.CREATED, TokenOrder.CREATED.ascending);
    }

    /**
     * Creates a query from query parameters. All except {@code filter} may be null.
     *
     * @throws ApiException 400 for an unknown order or direction
     */
    static TokenQuery of(TokenFilter filter, String search, String sortBy, String sortDirection) {
        TokenOrder order = sortBy == null ? TokenOrder.CREATED : TokenOrder.of(sortBy);
        return new TokenQuery(
                filter,
                search == null ? "" : search,
                order,
                sortDirection == null ? order.ascending : isAscending(sortDirection));
    }

    private static boolean isAscending(String direction) {
        return switch (direction) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw ApiException.badRequest("sortDirection must be 'asc' or 'desc'");
        };
    }

    /** {@return whether no token can match, because PostgreSQL cannot store NUL characters (and refuses them)} */
    boolean isImpossible() {
        return search.indexOf('\0') >= 0;
    }

    /** {@return the query as text: the same for every spelling of the same query} */
    String question() {
        return filter + ", " + order + ", " + ascending + ", " + search.toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the SQL of a page} Its parameters: user id, then the text to search for (unless it is empty), then the
     * key and the id after which the page begins (unless it is the first one; the key only if the order has one), then
     * the maximum number of rows.
     */
    String statement(boolean first) {
        String comparison = ascending ? ">" : "<";
        String direction = ascending ? "asc" : "desc";
        String key = order.key == null ? "''" : order.key;
        String searching = search.isEmpty() ? "" : " and strpos(lower(t.description), lower(?)) > 0";
        String after = order.key == null ? "t.id %s ?" : "(" + key + ", t.id) %s (?, ?)";
        String ordering = order.key == null ? "" : key + " " + direction + ", ";
        return """
                select t.id, t.description, t.created_at, t.last_used_at, t.expires_at, u.login, %s as key
                from access_token t join app_user u on u.id = t.user_id
                where t.user_id = ? and t.kind = 'personal' and t.revoked_at is null and %s%s%s
                order by %st.id %s limit ?""".formatted(
                        key,
                        filter.condition,
                        searching,
                        first ? "" : " and " + after.formatted(comparison),
                        ordering,
                        direction);
    }
}
