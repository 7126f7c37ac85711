package dev.rollcall.grant;

import dev.rollcall.database.Sql;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.stack.ReachedStack;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads what the page of a stack shows, with one statement. */
@ApplicationScoped
public class StackOverviews {

    /** One row per fact: what it is about, two texts, and a permission. */
    private static final String FACTS = """
            with s as (select id, organization_id, last_update from stack where id = ?)
            select 'tag' as kind, t.name as key, t.value as title, null as permission
            from s join stack_tag t on t.organization_id = s.organization_id and t.stack_id = s.id
            union all
            select 'team', t.name, coalesce(nullif(t.display_name, ''), t.name), g.permission
            from s join stack_grant g on g.organization_id = s.organization_id and g.stack_id = s.id
            join team t on t.id = g.team_id
            union all
            select 'role', r.id::text, r.name, g.permission
            from s join stack_grant g on g.organization_id = s.organization_id and g.stack_id = s.id
            join role r on r.id = g.role_id
            union all
            select case when u.kind = 'person' then 'person' else 'machine' end, u.login, u.name, g.permission
            from s join stack_grant g on g.organization_id = s.organization_id and g.stack_id = s.id
            join app_user u on u.id = g.user_id and u.state <> 'deleted'
            union all
            select 'usual', o.kind, o.name, o.default_stack_permission from s join organization o on o.id = s.organization_id
            union all
            select 'updated', extract(epoch from s.last_update)::bigint::text, '', null
            from s where s.last_update is not null
            order by kind, title, key""";

    private final Sql sql;

    StackOverviews(Sql sql) {
        this.sql = sql;
    }

    /**
     * What there is to know about a stack.
     *
     * @param lastUpdate when the last update began; null before the first one
     * @param shared whether the organization can have several members
     * @param usual what all members with the role Member may do
     */
    public record Overview(
            Instant lastUpdate,
            boolean shared,
            StackPermission usual,
            Map<String, String> tags,
            List<Granted> teams,
            List<Granted> roles,
            List<Granted> people,
            List<Granted> machines) {}

    /**
     * A permission on the stack.
     *
     * @param key the login of the person, the name of the team, or the id of the role; null for machine tokens
     * @param title the name that is shown
     */
    public record Granted(String key, String title, StackPermission permission) {}

    private record Fact(String kind, Granted granted) {

        static Fact of(ResultSet row) throws SQLException {
            return new Fact(
                    row.getString("kind"),
                    new Granted(
                            row.getString("key"),
                            row.getString("title"),
                            StackPermission.stored(row.getString("permission"))));
        }
    }

    /** {@return what there is to know about a stack that the caller reaches} */
    public Overview of(ReachedStack stack) {
        UUID id = stack.id();
        List<Fact> facts = sql.list("The stack could not be read", FACTS, Fact::of, id);
        Map<String, String> tags = new TreeMap<>();
        all(facts, "tag").forEach(tag -> tags.put(tag.key(), tag.title()));
        Granted usual = all(facts, "usual").get(0);
        return new Overview(
                all(facts, "updated").stream()
                        .map(updated -> Instant.ofEpochSecond(Long.parseLong(updated.key())))
                        .findFirst()
                        .orElse(null),
                !"single-user".equals(usual.key()),
                usual.permission(),
                tags,
                granted(facts, "team"),
                granted(facts, "role"),
                granted(facts, "person"),
                granted(facts, "machine"));
    }

    private static List<Granted> granted(List<Fact> facts, String kind) {
        return all(facts, kind).stream()
                .filter(granted -> granted.permission() != StackPermission.NONE)
                .toList();
    }

    private static List<Granted> all(List<Fact> facts, String kind) {
        List<Granted> found = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.kind().equals(kind)) {
                found.add(fact.granted());
            }
        }
        return found;
    }
}
