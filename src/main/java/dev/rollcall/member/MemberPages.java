package dev.rollcall.member;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.member.Members.Found;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.query.ContinuationToken;
import dev.rollcall.user.AccountSearch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lists the members of an organization. A page begins after a person's id, so people who join or leave shift nothing.
 */
@ApplicationScoped
public class MemberPages {

    /** Few enough for a small response, and many enough to list thousands in a few requests. */
    static final int PAGE = 500;

    /** The same for people who look at it. */
    static final int SHORT_PAGE = 100;

    /** The smallest UUID. The first page begins after it. */
    static final UUID START = new UUID(0, 0);

    private static final String SEARCH =
            "and (strpos(lower(u.login), lower(?)) > 0 or strpos(lower(u.name), lower(?)) > 0)"
                    + " order by m.organization_id, m.user_id limit " + (SHORT_PAGE + 1);

    private final Sql sql;
    private final Members members;

    MemberPages(Sql sql, Members members) {
        this.sql = sql;
        this.members = members;
    }

    /**
     * Reads a page of members.
     *
     * @param after the continuation token of the previous page, or null for the first page
     * @throws ApiException 400 if {@code after} was not issued for this list
     */
    ListMembersResponse page(Standing standing, boolean includeSuspended, String after) {
        return page(
                "members of " + standing.organizationId() + ", suspended: " + includeSuspended,
                PAGE,
                after,
                last -> sql.list(
                        Members.FAILURE,
                        pageStatement(includeSuspended),
                        row -> members.found(row, standing),
                        standing.organizationId(),
                        standing.organizationId(),
                        last));
    }

    /**
     * Reads a page of members for people, as {@link #page} does for programs.
     *
     * @param search a part of the login or of the name, in upper or lower case, without NUL; empty for all
     */
    public ListMembersResponse search(Standing standing, String search, String after) {
        standing.require(Permission.READ_MEMBERS);
        return page(
                "members of " + standing.organizationId() + " with " + search.toLowerCase(Locale.ROOT),
                SHORT_PAGE,
                after,
                last -> sql.list(
                        Members.FAILURE,
                        searchStatement(search),
                        row -> members.found(row, standing),
                        searchParameters(standing.organizationId(), search, last)
                                .toArray()));
    }

    /** {@return the SQL of a page for people} It has two parts if the index can find the text. Then one has no rows. */
    static String searchStatement(String search) {
        String select = "select " + Member.COLUMNS + " ";
        return AccountSearch.finds(search)
                ? AccountSearch.FOUND + "(" + select + Members.FROM_FOUND
                        + "and (select yes from few) and m.user_id > ? "
                        + SEARCH + ") union all (" + select + Members.FROM_AFTER + "and not (select yes from few) "
                        + SEARCH + ")"
                : select + Members.FROM_AFTER + SEARCH;
    }

    static List<Object> searchParameters(UUID organizationId, String search, UUID last) {
        List<Object> page = List.of(organizationId, organizationId, last, search, search);
        return AccountSearch.finds(search)
                ? Stream.of(List.<Object>of(search), List.<Object>of(organizationId, last, search, search), page)
                        .flatMap(List::stream)
                        .toList()
                : page;
    }

    private static ListMembersResponse page(String question, int size, String after, Function<UUID, List<Found>> read) {
        UUID last = after == null
                ? START
                : ContinuationToken.read(after, question, 1)
                        .orElseThrow(() -> ApiException.badRequest("invalid query parameter"))
                        .get(0);
        // Reads one more than the page has, to find out whether there is a next page.
        List<Found> found = read.apply(last);
        List<Found> page = found.subList(0, Math.min(found.size(), size));
        return new ListMembersResponse(
                page.stream().map(Found::member).toList(),
                found.size() > page.size()
                        ? ContinuationToken.after(
                                question, page.get(page.size() - 1).userId())
                        : null);
    }

    /** {@return the SQL of a page} Its parameters: the organization, and the person after whom the page begins. */
    static String pageStatement(boolean includeSuspended) {
        return "select " + Member.COLUMNS + " " + Members.FROM_AFTER
                + (includeSuspended ? "" : "and u.state = 'active' ")
                + "order by m.organization_id, m.user_id limit " + (PAGE + 1);
    }
}
