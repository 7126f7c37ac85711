package dev.rollcall.token;

import dev.rollcall.http.ApiException;

/**
 * The order of a list of tokens. Set by the query parameter {@code sortBy}. Only {@link #CREATED} is read from an
 * index, because ids are version 7 UUIDs: later tokens have greater ids. For the others PostgreSQL sorts the owner's
 * tokens. They are few: at most 1,000 valid ones, and the ended ones that were not deleted. An index on "last used"
 * would make every use of a token more expensive.
 */
public enum TokenOrder {
    CREATED(null, false),
    /** In any case, and by the first 64 characters. Personal tokens have no name; their description stands for it. */
    NAME("left(lower({name}), 64)", true),
    /** Never used comes before everything. */
    LAST_USED("coalesce(" + microseconds("t.last_used_at") + ", '')", false),
    /** Never comes after everything. */
    EXPIRES("coalesce(" + microseconds("t.expires_at") + ", '~')", true);

    private final String key;

    /** The direction if the client names none. */
    final boolean ascending;

    TokenOrder(String key, boolean ascending) {
        this.key = key == null ? null : "(" + key + ") collate \"C\"";
        this.ascending = ascending;
    }

    /** {@return whether the list is ordered by a text, and by its ids only after that} */
    boolean hasKey() {
        return key != null;
    }

    /** {@return the SQL of this text; an empty text if there is none} {@code t} is a row of access_token. */
    String key(TokenOwner owner) {
        return key == null ? "''" : key.replace("{name}", owner.name);
    }

    /** Digits whose order as text is the order of the times, from 1970 to 5138. */
    private static String microseconds(String time) {
        return "lpad((extract(epoch from " + time + ") * 1000000)::bigint::text, 17, '0')";
    }

    /**
     * Parses the query parameter.
     *
     * @throws ApiException 400 for any other text, also for an empty one
     */
    static TokenOrder of(String text) {
        return switch (text) {
            case "created" -> CREATED;
            case "name" -> NAME;
            case "lastUsed" -> LAST_USED;
            case "expires" -> EXPIRES;
            default -> throw ApiException.badRequest("sortBy must be 'name', 'created', 'lastUsed' or 'expires'");
        };
    }
}
