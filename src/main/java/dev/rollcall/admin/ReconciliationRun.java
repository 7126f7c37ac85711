package dev.rollcall.admin;

import dev.rollcall.database.Sql;
import dev.rollcall.provider.IdentityProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** The last run that an administrator started: it makes all identities due at once, and the replicas sync them. */
@ApplicationScoped
public class ReconciliationRun {

    private static final String DUE = "s.next_sync_at <= now() and coalesce(s.lease_until <= now(), true)";

    private static final String FAILED =
            "s.last_attempt_at >= r.started_at and coalesce(s.last_ok_at < s.last_attempt_at, true)";

    private static final String PROGRESS = """
            select max(r.started_at) as started_at,
                count(*) filter (where %s) as due,
                count(*) filter (where s.lease_until > now()) as running,
                count(*) filter (where s.last_ok_at >= r.started_at) as done,
                count(*) filter (where %s) as failed
            from (select 1) one left join reconciliation_run r on true
            left join identity_sync s on r.provider is null or s.provider = r.provider""".formatted(DUE, FAILED);

    private static final String OUTCOMES = """
            select s.provider, s.instance, count(*) filter (where %1$s) as due,
                count(*) filter (where s.lease_until > now()) as running,
                count(*) filter (where s.last_ok_at >= r.started_at) as done,
                count(*) filter (where %2$s) as failed,
                mode() within group (order by s.last_outcome) filter (where %2$s) as failure
            from reconciliation_run r
            join identity_sync s on r.provider is null or s.provider = r.provider
            group by s.provider, s.instance order by s.provider, s.instance""".formatted(DUE, FAILED);

    private static final String FAILURE = "The reconciliation could not be read";

    private final Session database;
    private final Sql sql;

    ReconciliationRun(Session database, Sql sql) {
        this.database = database;
        this.sql = sql;
    }

    /**
     * The progress of the last run, in numbers of identities.
     *
     * @param startedAt null if no run was ever started; then nothing is done or failed
     * @param due how many wait for their sync
     * @param running how many a replica syncs now
     * @param done how many were synced successfully since the start
     * @param failed how many syncs failed since the start, counting the last one of each identity
     */
    public record Progress(Instant startedAt, long due, long running, long done, long failed) {}

    /**
     * What became of the last run at one installation of a provider, in numbers of identities.
     *
     * @param failure the result that most failed syncs had; null if none failed
     */
    public record Outcome(
            String provider, String instance, long due, long running, long done, long failed, String failure) {}

    /** Makes identities due, of all providers or of one. Skips those that are never synced, such as {@code gone} ones. */
    @Transactional
    public void start(Optional<IdentityProvider> provider) {
        String only = provider.map(IdentityProvider::wireName).orElse(null);
        database.createNativeMutationQuery("""
                        insert into reconciliation_run (started_at, provider) values (now(), :provider)
                        on conflict (only_one) do update set
                            started_at = excluded.started_at, provider = excluded.provider""")
                .setParameter("provider", only, String.class)
                .executeUpdate();
        database.createNativeMutationQuery("""
                        update identity_sync set next_sync_at = now()
                        where next_sync_at > now() and (cast(:provider as text) is null or provider = :provider)""")
                .setParameter("provider", only, String.class)
                .executeUpdate();
    }

    public Progress progress() {
        return sql.query(FAILURE, PROGRESS, row -> {
            row.next();
            return new Progress(
                    Sql.instant(row, "started_at"),
                    row.getLong("due"),
                    row.getLong("running"),
                    row.getLong("done"),
                    row.getLong("failed"));
        });
    }

    /** {@return what became of the last run, by installation; empty if no run was ever started} */
    public List<Outcome> outcomes() {
        return sql.list(
                FAILURE,
                OUTCOMES,
                row -> new Outcome(
                        row.getString("provider"),
                        row.getString("instance"),
                        row.getLong("due"),
                        row.getLong("running"),
                        row.getLong("done"),
                        row.getLong("failed"),
                        row.getString("failure")));
    }
}
