package dev.rollcall.overview;

import dev.rollcall.database.Sql;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * Finds the stacks of a person that were created or updated last, with one statement. From each organization that is open to
 * the person it reads the newest entry of an index. The newest ten stacks are in the ten organizations whose entries are the
 * newest, so it reads more entries from these only. What is granted to the person, their teams and their roles, it sorts.
 */
@Singleton
public class NewestStacks {

    private static final int MOST = 10;

    /** Selects the same stacks as {@code stack.StackQuery}, for somebody without a token. */
    static final String STATEMENT = """
            with open as (
                select m.organization_id from membership m join organization o on o.id = m.organization_id
                where m.user_id = ? and (m.role = 'admin'
                    or m.role = 'member' and m.role_id is null and o.default_stack_permission <> 'none')),
            near as (
                select open.organization_id from open cross join lateral (
                    select greatest(s.last_update, s.created_at) as newest from stack s
                    where s.organization_id = open.organization_id
                    order by greatest(s.last_update, s.created_at) desc limit 1) k
                order by k.newest desc limit %1$d),
            granted as (
                select g.stack_id from stack_grant g where g.user_id = ? and g.permission <> 'none'
                union
                select g.stack_id
                from team_member m join stack_grant g on g.team_id = m.team_id and g.permission <> 'none'
                where m.user_id = ?
                union
                select g.stack_id
                from membership m join stack_grant g on g.role_id = m.role_id and g.permission <> 'none'
                where m.user_id = ?)
            select o.login as organization, s.project, s.name, s.last_update, s.resource_count
            from (
                (select k.id from near cross join lateral (
                    select s.id, greatest(s.last_update, s.created_at) as newest from stack s
                    where s.organization_id = near.organization_id
                    order by greatest(s.last_update, s.created_at) desc limit %1$d) k
                order by k.newest desc limit %1$d)
                union
                (select s.id from granted g join stack s on s.id = g.stack_id
                order by greatest(s.last_update, s.created_at) desc limit %1$d)) k
            join stack s on s.id = k.id
            join organization o on o.id = s.organization_id
            order by greatest(s.last_update, s.created_at) desc, s.id limit %1$d""".formatted(MOST);

    private final Sql sql;

    NewestStacks(Sql sql) {
        this.sql = sql;
    }

    /**
     * A stack.
     *
     * @param lastUpdate null if it was never updated, or an update runs
     * @param updating whether an update runs
     * @param resourceCount null if it is not known
     */
    public record Newest(
            String organization,
            String project,
            String name,
            Instant lastUpdate,
            boolean updating,
            Long resourceCount) {

        private static Newest of(ResultSet row) throws SQLException {
            OffsetDateTime update = row.getObject("last_update", OffsetDateTime.class);
            boolean updating = update != null && update.toInstant().equals(Instant.EPOCH);
            return new Newest(
                    row.getString("organization"),
                    row.getString("project"),
                    row.getString("name"),
                    update == null || updating ? null : update.toInstant(),
                    updating,
                    row.getObject("resource_count", Long.class));
        }
    }

    /** {@return the newest ten stacks that a person, signed in to the pages, can reach} */
    public List<Newest> of(UUID person) {
        return sql.list("The stacks could not be read", STATEMENT, Newest::of, person, person, person, person);
    }
}
