package dev.rollcall.stack;

import dev.rollcall.security.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statement that reads a page of the stacks that a caller may reach, in the order of organization id and stack id.
 *
 * <p>There are four ways to a stack: the organization is open to the caller (as its admin, or by what it permits every
 * member), or the stack was granted to them, to a team of theirs, or to their custom role. Each way is a stream of its
 * own in the order of the page, read from an index from where the page begins, and cut at the page's size; so a page
 * costs the same wherever it is and however many stacks there are. One condition over all ways, joined by "or", would
 * read every stack of every organization instead. See docs/decisions/0006-stacks-as-a-union-of-streams.md.
 *
 * <p>The text depends only on which filters there are and on the size, not on their values, and is made once.
 */
final class StackQuery {

    /** The key before every other. */
    static final UUID START = new UUID(0, 0);

    private static final String STACKS = "(select organization_id, id as stack_id, project from stack) k";

    /** A name in the text below; not the type in {@code ::uuid}. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");

    /** Where the text has the size of a page. Not a parameter, since the planner goes by it. */
    private static final String SIZE = "{size}";

    /** Made for each request, the text took two fifths of its CPU here (a profile's samples). There are 32 at most. */
    private static final Map<Shape, Text> TEXTS = new ConcurrentHashMap<>();

    /** Which filters there are. */
    private record Shape(boolean organization, boolean project, boolean tagName, boolean tagValue, boolean role) {}

    /** A statement for JDBC but for its size, and the names of its parameters in order. */
    private record Text(String sql, List<String> parameters) {}

    private final StackFilter filter;
    private final int limit;
    private final Map<String, Object> values = new HashMap<>();

    /**
     * Asks for a page.
     *
     * @param afterOrganization first part of the key after which the page begins
     * @param afterStack second part
     * @param limit how many rows at most
     */
    StackQuery(StackFilter filter, Caller caller, UUID afterOrganization, UUID afterStack, int limit) {
        this.filter = filter;
        this.limit = limit;
        values.put("user", caller.userId());
        values.put("token", caller.tokenId());
        values.put("role", filter.role());
        values.put("afterOrganization", afterOrganization);
        values.put("afterStack", afterStack);
        values.put("organization", filter.organization());
        values.put("project", filter.project());
        values.put("tagName", filter.tagName());
        values.put("tagValue", filter.tagValue());
    }

    /** {@return the statement for JDBC} */
    String sql() {
        return text().sql().replace(SIZE, String.valueOf(limit));
    }

    /** {@return the values of the statement's parameters, in order} */
    List<Object> parameters() {
        return text().parameters().stream().map(values::get).toList();
    }

    private Text text() {
        return TEXTS.computeIfAbsent(
                new Shape(
                        filter.organization() != null,
                        filter.project() != null,
                        filter.tagName() != null,
                        filter.tagValue() != null,
                        filter.role() != null),
                shape -> make());
    }

    private Text make() {
        String named = named();
        return new Text(
                PARAMETER.matcher(named).replaceAll("?"),
                PARAMETER.matcher(named).results().map(name -> name.group(1)).toList());
    }

    private String named() {
        if (filter.role() != null) {
            return page(grantedToRole());
        }
        String keys = Stream.of(ofOpenOrganizations(), grantedToUser(), grantedToTeams(), grantedToRole())
                .collect(Collectors.joining(") union (", "(", ")"));
        return "with open as materialized (%s)\n%s".formatted(openOrganizations(), page(keys));
    }

    private static String page(String keys) {
        // The page's rows are fetched one by one: the limit keeps the planner from reading the whole table for them.
        return """
                select s.*
                from (select key.organization_id, key.stack_id from (%s) key
                      order by key.organization_id, key.stack_id limit {size}) page
                cross join lateral (
                    select s.organization_id, s.id, o.login as organization, s.project, s.name, s.last_update,
                        s.resource_count
                    from stack s join organization o on o.id = s.organization_id
                    where s.organization_id = page.organization_id and s.id = page.stack_id limit 1) s
                order by page.organization_id, page.stack_id""".formatted(keys);
    }

    /**
     * As their admin, or as a member with the built-in role where members may reach every stack.
     *
     * <p>An array, by whose subscripts they are taken one after the other: of those the planner expects a thousand. Of a
     * caller it expects to be in as few organizations as the average one; if those cannot fill a page, it reads a page's
     * worth of keys in every one of thousands instead of stopping at the first that does. And apart from the streams: where
     * it knows that somebody is in thousands, to find those would be so much of a stream's cost that the rest of it,
     * stopping in time or not, would be one to the planner.
     */
    private String openOrganizations() {
        return """
                select array(
                    select m.organization_id from membership m
                    where m.user_id = :user and %s
                        and (m.role = 'admin'
                            or exists (select from access_token t where t.id = :token::uuid and t.admin)
                            or m.role = 'member' and m.role_id is null
                                and (select o.default_stack_permission <> 'none' from organization o
                                     where o.id = m.organization_id))) as ids""".formatted(ahead("m"));
    }

    private String ofOpenOrganizations() {
        return inEach(
                "select open.ids[place] as organization_id from open, generate_subscripts(open.ids, 1) place",
                filter.project() == null && filter.tagName() != null
                        ? keys("stack_tag k", tag("k"))
                        : keys(STACKS, ofProject(), withTag()));
    }

    /** In whatever organizations there are such grants, which are found by skipping from each to the next. */
    private String grantedToUser() {
        String next = "(select g.organization_id from stack_grant g where g.user_id = :user"
                + " and g.organization_id %s order by g.organization_id limit 1)";
        return inEach(
                """
                with recursive place (organization_id) as (
                    %s union all select %s from place where place.organization_id is not null)
                select place.organization_id from place where place.organization_id is not null%s""".formatted(
                                next.formatted(">= :afterOrganization"),
                                next.formatted("> place.organization_id"),
                                inOrganization("place")),
                granted("%s.user_id = :user"));
    }

    /** Teams that the caller is in, and the team that the caller's token stands for. */
    private String grantedToTeams() {
        return inEach("""
                select m.organization_id, m.team_id from team_member m where m.user_id = :user and %s
                union all
                select t.organization_id, t.team_id from access_token t
                where t.id = :token::uuid and t.team_id is not null and %s""".formatted(ahead("m"), ahead("t")), granted("%s.team_id = place.team_id"));
    }

    private String grantedToRole() {
        return inEach(
                "select m.organization_id, m.role_id from membership m where m.user_id = :user and " + ahead("m")
                        + " and " + (filter.role() == null ? "m.role_id is not null" : "m.role_id = :role"),
                granted("%s.role_id = place.role_id"));
    }

    /** The next keys of each place that is {@linkplain #ahead ahead}, a place being an organization, or a team or role in one. */
    private String inEach(String places, String keys) {
        return """
                select place.organization_id, key.stack_id
                from (select * from (%s) place order by place.organization_id) place
                cross join lateral (%s) key
                order by place.organization_id, key.stack_id limit {size}""".formatted(places, keys);
    }

    /** A project has fewer stacks than a team, mostly: with that filter its stacks are read and their grants looked up. */
    private String granted(String grantee) {
        String grant = grantee + " and %s.permission <> 'none'";
        return filter.project() == null
                ? keys("stack_grant k", grant.formatted("k", "k"), withTag())
                : keys(STACKS, ofProject(), has("stack_grant", grant.formatted("x", "x")), withTag());
    }

    /**
     * The next keys of one place, out of a table k whose index has them in order: in the organization where the previous
     * page ended those behind its key, in later ones all.
     */
    private String keys(String table, String... conditions) {
        return """
                select k.stack_id from %s
                where k.organization_id = place.organization_id and k.stack_id >
                    case when place.organization_id = :afterOrganization then :afterStack else '%s'::uuid end%s
                order by k.stack_id limit {size}""".formatted(
                        table,
                        START,
                        Stream.of(conditions)
                                .filter(condition -> !condition.isEmpty())
                                .map(condition -> " and " + condition)
                                .collect(Collectors.joining()));
    }

    /**
     * Looks a key up in another table. The offset keeps the planner from making a join of it: what it knows of the
     * average organization would lead it to sort and hash all stacks of a large one.
     */
    private static String has(String table, String condition) {
        return "exists (select from %s x where x.organization_id = k.organization_id and x.stack_id = k.stack_id and %s offset 0)"
                .formatted(table, condition);
    }

    private String ofProject() {
        return filter.project() == null ? "" : "k.project = :project";
    }

    private String withTag() {
        return filter.tagName() == null ? "" : has("stack_tag", tag("x"));
    }

    private String tag(String table) {
        String value = filter.tagValue() == null ? "" : " and " + table + ".value = :tagValue";
        return table + ".name = :tagName" + value;
    }

    /** Of the organizations that are asked for, that where the page begins, and those behind it. */
    private String ahead(String table) {
        return table + ".organization_id >= :afterOrganization" + inOrganization(table);
    }

    private String inOrganization(String table) {
        return filter.organization() == null
                ? ""
                : " and " + table + ".organization_id ="
                        + " (select n.organization_id from owner_name n where lower(n.name) = lower(:organization))";
    }
}
