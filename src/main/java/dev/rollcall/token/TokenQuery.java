package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Selects and orders the tokens of a list.
 *
 * @param search a part of the name or of the description, in upper or lower case; empty for all
 * @param ascending the direction of the order
 */
public record TokenQuery(TokenFilter filter, String search, TokenOrder order, boolean ascending) {

    /** All tokens of a filter, newest first. */
    public static TokenQuery newest(TokenFilter filter) {
        return newest(filter, "");
    }

    /** The tokens of a filter whose name or description contains a text, newest first. */
    public static TokenQuery newest(TokenFilter filter, String search) {
        return new TokenQuery(filter, search, TokenOrder.CREATED, TokenOrder.CREATED.ascending);
    }

    /**
     * Creates a query from the query parameters {@code filter}, {@code search}, {@code sortBy} and
     * {@code sortDirection}. All may be absent.
     *
     * @param otherwise the filter if there is none
     * @throws ApiException 400 for an unknown filter, order or direction
     */
    public static TokenQuery of(Map<String, List<String>> parameters, TokenFilter otherwise) {
        TokenOrder order = first(parameters, "sortBy").map(TokenOrder::of).orElse(TokenOrder.CREATED);
        return new TokenQuery(
                first(parameters, "filter").map(TokenFilter::of).orElse(otherwise),
                first(parameters, "search").orElse(""),
                order,
                first(parameters, "sortDirection").map(TokenQuery::isAscending).orElse(order.ascending));
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
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
     * {@return the SQL of a page} Its parameters: the owner's id, then the text to search for (unless it is empty), then
     * the key and the id after which the page begins (unless it is the first one; the key only if the order has one),
     * then the maximum number of rows.
     */
    String statement(TokenOwner owner, boolean first) {
        String comparison = ascending ? ">" : "<";
        String direction = ascending ? "asc" : "desc";
        String key = order.key(owner);
        String searching = search.isEmpty() ? "" : " and strpos(lower(%s), lower(?)) > 0".formatted(owner.searched);
        String after = order.hasKey() ? "(" + key + ", t.id) %s (?, ?)" : "t.id %s ?";
        String ordering = order.hasKey() ? key + " " + direction + ", " : "";
        // Tokens of earlier releases have no role. Machines have no login. The login of a deleted account stays
        // reserved for it.
        return """
                select t.id, t.kind, coalesce(t.name, '') as name, t.description, t.created_at, t.last_used_at, t.expires_at,
                    t.organization_id,
                    coalesce(u.login, (select max(n.name) from owner_name n where n.reserved_for = u.id),
                        'service-account:' || t.user_id) as login,
                    case when t.kind <> 'personal'
                        then coalesce(t.role, case when t.admin then 'admin' else 'member' end) end as role, %s as key
                from access_token t join app_user u on u.id = %s
                where %s and t.revoked_at is null and %s%s%s
                order by %st.id %s limit ?""".formatted(
                        key,
                        owner.creator,
                        owner.condition,
                        filter.condition,
                        searching,
                        first ? "" : " and " + after.formatted(comparison),
                        ordering,
                        direction);
    }
}
