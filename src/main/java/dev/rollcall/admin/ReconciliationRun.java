package dev.rollcall.admin;

import dev.rollcall.provider.IdentityProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
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

    private final Session database;

    ReconciliationRun(Session database) {
        this.database = database;
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

    @Transactional
    public Progress progress() {
        Tuple row = database.createNativeQuery("""
                        select max(r.started_at) as started_at,
                            count(*) filter (where %s) as due,
                            count(*) filter (where s.lease_until > now()) as running,
                            count(*) filter (where s.last_ok_at >= r.started_at) as done,
                            count(*) filter (where %s) as failed
                        from (select 1) one left join reconciliation_run r on true
                        left join identity_sync s on r.provider is null or s.provider = r.provider""".formatted(DUE, FAILED), Tuple.class)
                .getSingleResult();
        return new Progress(
                row.get("started_at", Instant.class),
                row.get("due", Long.class),
                row.get("running", Long.class),
                row.get("done", Long.class),
                row.get("failed", Long.class));
    }

    /** {@return what became of the last run, by installation; empty if no run was ever started} */
    @Transactional
    public List<Outcome> outcomes() {
        return database.createNativeQuery("""
                        select s.provider, s.instance, count(*) filter (where %1$s) as due,
                            count(*) filter (where s.lease_until > now()) as running,
                            count(*) filter (where s.last_ok_at >= r.started_at) as done,
                            count(*) filter (where %2$s) as failed,
                            mode() within group (order by s.last_outcome) filter (where %2$s) as failure
                        from reconciliation_run r
                        join identity_sync s on r.provider is null or s.provider = r.provider
                        group by s.provider, s.instance order by s.provider, s.instance""".formatted(DUE, FAILED), Tuple.class).getResultList().stream()
                .map(row -> new Outcome(
                        row.get("provider", String.class),
                        row.get("instance", String.class),
                        row.get("due", Long.class),
                        row.get("running", Long.class),
                        row.get("done", Long.class),
                        row.get("failed", Long.class),
                        row.get("failure", String.class)))
                .toList();
    }
}
