package dev.rollcall.history;

import dev.rollcall.database.Sql;
import dev.rollcall.stack.ReachedStack;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads what the pages of a stack show of its updates, without dry runs. */
@ApplicationScoped
public class PastUpdates {

    private static final String FAILURE = "The updates could not be read";

    /** Machine tokens act as accounts without logins. */
    private static final String SELECT = """
            select x.version, x.kind, x.status, x.started_at, x.ended_at, x.message, x.resource_count,
                coalesce(u.login, case when u.id is not null then 'a token of the organization' end) as actor,
                (select string_agg(c.key || ' ' || c.value, ', ' order by c.key)
                from json_each_text(x.resource_changes) c) as changes
            from stack_update x left join app_user u on u.id = x.actor_id
            where x.stack_id = ? and x.version is not null""";

    private final Sql sql;

    PastUpdates(Sql sql) {
        this.sql = sql;
    }

    /**
     * An update that has started.
     *
     * @param version the version of the stack that it made
     * @param status {@code running}, {@code succeeded}, {@code failed}, {@code cancelled} or {@code timed-out}
     * @param ended null while it runs
     * @param actor the login of who started it; null if their account is gone
     * @param message may be empty
     * @param changes resources by operation, for example {@code create 3, same 1}; null if they are not known
     * @param resourceCount null if it is not known
     */
    public record PastUpdate(
            long version,
            String kind,
            String status,
            Instant started,
            Instant ended,
            String actor,
            String message,
            String changes,
            Long resourceCount) {

        static PastUpdate of(ResultSet row) throws SQLException {
            return new PastUpdate(
                    row.getLong("version"),
                    row.getString("kind"),
                    row.getString("status"),
                    time(row, "started_at"),
                    time(row, "ended_at"),
                    row.getString("actor"),
                    row.getString("message"),
                    row.getString("changes"),
                    row.getObject("resource_count", Long.class));
        }

        private static Instant time(ResultSet row, String column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    }

    /** {@return updates of a stack, the newest first, whose versions are below a number} */
    public List<PastUpdate> page(ReachedStack stack, long below, int most) {
        return sql.list(
                FAILURE,
                SELECT + " and x.version < ? order by x.version desc limit ?",
                PastUpdate::of,
                stack.id(),
                below,
                most);
    }

    /** {@return the update that made a version; empty if there is none} */
    public Optional<PastUpdate> find(ReachedStack stack, long version) {
        return sql.list(FAILURE, SELECT + " and x.version = ?", PastUpdate::of, stack.id(), version).stream()
                .findFirst();
    }
}
