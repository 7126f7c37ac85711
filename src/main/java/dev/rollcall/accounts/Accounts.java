package dev.rollcall.accounts;

import dev.rollcall.accounts.AdministeredUser.Page;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.query.ContinuationToken.TextKey;
import dev.rollcall.query.PageSize;
import dev.rollcall.query.TextPage;
import dev.rollcall.user.AccountSearch;
import dev.rollcall.user.OwnerName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Lists and finds the accounts of people. {@link AccountChanges} creates and changes them. */
@ApplicationScoped
public class Accounts {

    private static final String FAILURE = "The accounts could not be read";

    private static final String COLUMNS = "select " + AdministeredUser.COLUMNS;

    private static final String SELECT =
            COLUMNS + " from owner_name n join app_user u on u.id = n.user_id where u.state <> 'deleted'";

    /** With {@code limit 1}, PostgreSQL looks up the few accounts one by one, whatever it expects. */
    private static final String SELECT_FOUND = COLUMNS + """
             from found f
            cross join lateral (select * from app_user x where x.id = f.id limit 1) u
            cross join lateral (select * from owner_name x where x.user_id = f.id limit 1) n
            where u.state <> 'deleted'""";

    private static final String SEARCH =
            " and (strpos(lower(n.name), lower(?)) > 0 or strpos(lower(u.name), lower(?)) > 0"
                    + " or strpos(lower(u.email), lower(?)) > 0)";

    private final Sql sql;
    private final PublicAddress address;

    Accounts(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /**
     * Reads a page of the accounts, by login.
     *
     * @param search a part of the login, of the name or of the address, in upper or lower case; empty for all
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this search
     */
    public Page page(String search, PageSize size, String after) {
        String question = "users, " + search.toLowerCase(Locale.ROOT);
        TextPage<AdministeredUser> page =
                TextPage.read(question, size.value(), after, (last, most) -> read(search, last, most), Accounts::key);
        return new Page(page.entries(), page.next());
    }

    private List<AdministeredUser> read(String search, Optional<TextKey> last, int most) {
        if (search.indexOf('\0') >= 0) {
            return List.of();
        }
        return sql.list(
                FAILURE,
                pageStatement(search),
                row -> AdministeredUser.of(row, address),
                parameters(search, last.map(TextKey::text).orElse(""), most).toArray());
    }

    private static TextKey key(AdministeredUser user) {
        return new TextKey(user.login().toLowerCase(Locale.ROOT), UUID.fromString(user.id()));
    }

    /** {@return the SQL of a page} It has two parts if the index can find the text. Then one of them has no rows. */
    static String pageStatement(String search) {
        String page = " and lower(n.name) > ?" + (search.isEmpty() ? "" : SEARCH) + " order by lower(n.name) limit ?";
        return AccountSearch.finds(search)
                ? AccountSearch.FOUND + "(" + SELECT_FOUND + " and (select yes from few)" + page + ") union all ("
                        + SELECT + " and not (select yes from few)" + page + ")"
                : SELECT + page;
    }

    /**
     * {@return the parameters of {@link #pageStatement}}
     *
     * @param after the login to begin after
     */
    static List<Object> parameters(String search, String after, int most) {
        List<Object> page = new ArrayList<>(List.of(after));
        if (!search.isEmpty()) {
            page.addAll(List.of(search, search, search));
        }
        page.add(most);
        if (AccountSearch.finds(search)) {
            page.addAll(List.copyOf(page));
            page.add(0, search);
        }
        return page;
    }

    /**
     * Reads an account.
     *
     * @param login in upper or lower case
     * @throws ApiException 404 if nobody has this login
     */
    public AdministeredUser get(String login) {
        return (OwnerName.isValid(login)
                        ? sql.list(
                                FAILURE,
                                SELECT + " and lower(n.name) = lower(?)",
                                row -> AdministeredUser.of(row, address),
                                login)
                        : List.<AdministeredUser>of())
                .stream().findFirst().orElseThrow(() -> notFound(login));
    }

    /**
     * An identity of an account.
     *
     * @param login there; may be empty
     * @param subject the id there, which never changes
     */
    public record AttachedIdentity(
            IdentityProvider provider, String instance, String login, String subject, String state) {}

    /** {@return the identities of an account, in the order in which they were attached} */
    public List<AttachedIdentity> identities(AdministeredUser user) {
        return sql.list(
                FAILURE,
                "select provider, instance, login, subject, state from identity where user_id = ?"
                        + " order by created_at, provider",
                row -> new AttachedIdentity(
                        IdentityProvider.named(row.getString("provider")).orElseThrow(),
                        row.getString("instance"),
                        row.getString("login"),
                        row.getString("subject"),
                        row.getString("state")),
                UUID.fromString(user.id()));
    }

    static ApiException notFound(String login) {
        return ApiException.notFound("User '" + login + "' not found");
    }
}
