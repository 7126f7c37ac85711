package dev.rollcall.user;

/**
 * Parts of statements that search accounts by a part of the login, the name or the address. An index of three-letter parts
 * finds the accounts, if there are few. If there are many, a list is read in its order: the page is full soon. Not pg_trgm does
 * it, because an operator may not be allowed to install extensions.
 */
public final class AccountSearch {

    /** Shorter texts have no parts. */
    private static final int SHORTEST = 3;

    /**
     * The beginning of a statement, with the searched text as its parameter: {@code found} has the ids of the accounts that
     * may match, and {@code few} has {@code yes}: whether these are all.
     */
    public static final String FOUND = """
            with found as materialized (
                select u.id from app_user u
                where search_parts(
                        coalesce(lower(u.login), '') collate "C" || ' ' || lower(u.name) collate "C" || ' '
                            || coalesce(lower(u.email), '') collate "C")
                    @> search_parts(lower(?) collate "C")
                limit 1001),
            few as materialized (select count(*) <= 1000 as yes from found)
            """;

    private AccountSearch() {}

    /** {@return whether the index can find a text} */
    public static boolean finds(String text) {
        return text.length() >= SHORTEST;
    }
}
