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
 * Builds the SQL statement that reads a page of the stacks that a caller may reach, ordered by organization id and
 * stack id.
 *
 * <p>A caller may reach a stack in four ways: its organization is open to them, or the stack is granted to them, to one
 * of their teams or to their custom role. Each way is a stream of keys in the order of the page. PostgreSQL reads each
 * stream from an index, starts where the page begins, and stops after one page of keys. So a page costs the same
 * wherever it is and however many stacks exist. See docs/decisions/0006-stacks-as-a-union-of-streams.md.
 *
 * <p>The SQL text depends on which filters are set and on the page size, not on the values of the filters.
 */
final class StackQuery {

    /** The smallest UUID. The first page begins after it. */
    static final UUID START = new UUID(0, 0);

    private static final String STACKS = "(select organization_id, id as stack_id, project, name from stack) k";

    /** Selects the organizations that do not accept the caller's token, because it lives too long. */
    private static final String BARRED = """
            select array(
                select o.id from organization o join access_token t on t.id = :token::uuid
                where o.max_access_token_expiry_days is not null
                    and (t.expires_at is null
                        or t.expires_at > now() + make_interval(days => o.max_access_token_expiry_days))) as ids""";

    /** Team tokens act as the account of all machine tokens of the organization, and do not have its grants. */
    private static final String NO_TEAM_TOKEN =
            " and not exists (select from access_token t where t.id = :token::uuid and t.team_id is not null)";

    /** Matches a named parameter, for example {@code :user}, but not the type of a cast, for example {@code ::uuid}. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");

    /**
     * Stands for the page size in the text. Not a parameter, because PostgreSQL's generic plan would not know its
     * value.
     */
    private static final String SIZE = "{size}";

    /** The texts by the filters that are set. Building the text for each request took 42 % of a page's CPU samples. */
    private static final Map<Integer, Text> TEXTS = new ConcurrentHashMap<>();

    /** An SQL text with {@code ?} for parameters, still without the page size, and the parameters' names in order. */
    private record Text(String sql, List<String> parameters) {}

    private final StackFilter filter;
    private final int limit;
    private final Map<String, Object> values = new HashMap<>();

    /**
     * Builds the statement for a page. The page begins after the key of the two given ids.
     *
     * @param limit maximum number of rows
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
        values.put("name", filter.name());
        values.put("tagName", filter.tagName());
        values.put("tagValue", filter.tagValue());
    }

    /** {@return the SQL text, with {@code ?} for each parameter} */
    String sql() {
        return text().sql().replace(SIZE, String.valueOf(limit));
    }

    /** {@return the values of the parameters in order; some may be null} */
    List<Object> parameters() {
        return text().parameters().stream().map(values::get).toList();
    }

    private Text text() {
        int shape = 0;
        for (String parameter : List.of("organization", "project", "name", "tagName", "tagValue", "role")) {
            shape = 2 * shape + (values.get(parameter) == null ? 0 : 1);
        }
        return TEXTS.computeIfAbsent(shape, filters -> make());
    }

    private Text make() {
        String named = named();
        return new Text(
                PARAMETER.matcher(named).replaceAll("?"),
                PARAMETER.matcher(named).results().map(name -> name.group(1)).toList());
    }

    private String named() {
        String barred = "with barred as materialized (" + BARRED + ")";
        if (filter.role() != null) {
            return barred + "\n" + page(grantedToRole());
        }
        String keys = Stream.of(
                        "select * from near",
                        ofAllOpenOrganizations(),
                        grantedToUser(),
                        grantedToTeams(),
                        grantedToRole())
                .collect(Collectors.joining(") union (", "(", ")"));
        return "%s, next as materialized (%s), near as materialized (%s), open as materialized (%s)\n%s"
                .formatted(
                        barred,
                        openOrganizations(" order by m.organization_id limit {size}"),
                        ofOpenOrganizations("next", ""),
                        openOrganizations(""),
                        page(keys));
    }

    private static String page(String keys) {
        // With "limit 1", PostgreSQL looks up the page's rows one by one instead of reading the whole table. By their
        // ids
        // only: where organizations have about one stack on average, it would look for the stacks of the organization
        // instead, and read all of them.
        return """
                select s.*
                from (select key.organization_id, key.stack_id from (%s) key
                      order by key.organization_id, key.stack_id limit {size}) page
                cross join lateral (
                    select s.organization_id, s.id, o.login as organization, s.project, s.name,
                        case when s.lease_until > now() then 'epoch' else s.last_update end as last_update, s.resource_count
                    from stack s join organization o on o.id = s.organization_id
                    where s.id = page.stack_id limit 1) s
                order by page.organization_id, page.stack_id""".formatted(keys);
    }

    /**
     * Selects the organizations that are open to the caller: as an admin, or as a member with the built-in role if the
     * organization opens its stacks to members. Tokens of billing managers are members' tokens otherwise.
     *
     * <p>Collects the ids into an array first. PostgreSQL estimates 1,000 rows for {@code generate_subscripts}, so it
     * chooses a plan that stops once the page is full. Without the array it estimates 2-3 organizations and, for a
     * caller in thousands, reads a full page of keys from every one. See docs/decisions/0016-hot-paths.md.
     *
     * @param which selects some of them; empty for all
     */
    private String openOrganizations(String which) {
        return """
                select array(
                    select m.organization_id from membership m
                    where m.user_id = :user and %s
                        and (m.role = 'admin'
                            or exists (select from access_token t where t.id = :token::uuid and t.admin)
                            or m.role = 'member' and m.role_id is null
                                and not exists (
                                    select from access_token t where t.id = :token::uuid and t.role = 'billing-manager')
                                and (select o.default_stack_permission <> 'none' from organization o
                                     where o.id = m.organization_id))%s) as ids""".formatted(ahead("m"), which);
    }

    /** Most pages need few organizations. All are read only if there are more than the next ones, and these do not fill it. */
    private String ofAllOpenOrganizations() {
        return ofOpenOrganizations(
                "open", " where (select cardinality(ids) from next) = {size} and (select count(*) from near) < {size}");
    }

    private String ofOpenOrganizations(String ids, String condition) {
        return inEach(
                "select %1$s.ids[place] as organization_id from %1$s, generate_subscripts(%1$s.ids, 1) place%2$s"
                        .formatted(ids, condition),
                filter.project() == null && filter.name() == null && filter.tagName() != null
                        ? keys("stack_tag k", tag("k"))
                        : keys(STACKS, called("project", filter.project()), called("name", filter.name()), withTag()));
    }

    /** Finds the organizations with grants to the caller by skipping through the index from one to the next. */
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
                                inOrganization("place") + notBarred("place") + NO_TEAM_TOKEN),
                granted("%s.user_id = :user"));
    }

    /** Includes the caller's teams, and the team of the caller's team token. */
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

    /**
     * Reads the next keys of each place in order.
     *
     * @param places SQL that selects places: an organization, or a team or a role in one
     * @param keys SQL that selects the next keys of one place
     */
    private String inEach(String places, String keys) {
        return """
                select place.organization_id, key.stack_id
                from (select * from (%s) place order by place.organization_id) place
                cross join lateral (%s) key
                order by place.organization_id, key.stack_id limit {size}""".formatted(places, keys);
    }

    /**
     * Reads keys from the grants. With the name of a project or stack, reads the stacks with it instead and looks up their
     * grants, because they are usually fewer than the stacks that a team can reach. With a tag, that depends on the tag: if
     * fewer stacks of the organization have it than a page holds, reads those.
     */
    private String granted(String grantee) {
        String grant = grantee + " and %s.permission <> 'none'";
        String hasGrant = has("stack_grant", grant.formatted("x", "x"));
        if (filter.project() != null || filter.name() != null) {
            return keys(
                    STACKS, called("project", filter.project()), called("name", filter.name()), hasGrant, withTag());
        }
        if (filter.tagName() == null) {
            return keys("stack_grant k", grant.formatted("k", "k"));
        }
        return """
                select either.stack_id from ((%s) union all (%s)) either order by either.stack_id limit {size}""".formatted(
                        keys("stack_tag k", tag("k"), hasGrant, isRare()),
                        keys("stack_grant k", grant.formatted("k", "k"), withTag(), "not " + isRare()));
    }

    /** Depends on the place only, so PostgreSQL finds it out once and does not read the keys of the other case. */
    private String isRare() {
        return "(select count(*) < {size} from (select from stack_tag r where r.organization_id = place.organization_id and "
                + tag("r") + " limit {size}) few)";
    }

    /**
     * Reads the next keys of one place from a table {@code k} with an index in this order. In the organization where
     * the previous page ended, begins after that page's last key. In later organizations, begins at the first key.
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
     * Looks up a key in another table. {@code offset 0} prevents a join. PostgreSQL estimates a join by the average
     * organization, and would sort and hash all stacks of a large one.
     */
    private static String has(String table, String condition) {
        return "exists (select from %s x where x.organization_id = k.organization_id and x.stack_id = k.stack_id and %s offset 0)"
                .formatted(table, condition);
    }

    private static String called(String column, String wanted) {
        return wanted == null ? "" : "lower(k.%1$s) = :%1$s".formatted(column);
    }

    private String withTag() {
        return filter.tagName() == null ? "" : has("stack_tag", tag("x"));
    }

    private String tag(String table) {
        String value = filter.tagValue() == null ? "" : " and " + table + ".value = :tagValue";
        return table + ".name = :tagName" + value;
    }

    /**
     * Selects the organization in which the page begins and the ones after it, reduced by the organization filter, and
     * without those that do not accept the caller's token.
     */
    private String ahead(String table) {
        return table + ".organization_id >= :afterOrganization" + inOrganization(table) + notBarred(table);
    }

    private static String notBarred(String table) {
        return " and " + table + ".organization_id <> all ((select ids from barred)::uuid[])";
    }

    private String inOrganization(String table) {
        return filter.organization() == null
                ? ""
                : " and " + table + ".organization_id ="
                        + " (select n.organization_id from owner_name n where lower(n.name) = :organization)";
    }
}
