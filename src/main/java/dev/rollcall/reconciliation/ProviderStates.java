package dev.rollcall.reconciliation;

import dev.rollcall.database.Sql;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import dev.rollcall.verdict.SyncResult.Kind;
import dev.rollcall.verdict.Verdict.Trust;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.hibernate.Session;

/**
 * Whether providers work, in table {@code provider_state} that all replicas share. If many syncs with a provider fail
 * within a short time, the provider seems to fail. The schedule then pauses it, and no bad answer about a person is
 * believed until the provider gives a good one.
 */
@ApplicationScoped
public class ProviderStates {

    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    /** The latest syncs that count. See docs/decisions/0016-hot-paths.md. */
    private static final int LATEST = 1000;

    private static final String TROUBLED = """
            select instance, reason, case when paused_until > now() then paused_until end as paused_until
            from provider_state where paused_until > now() or outage_since is not null""";

    /** The result that is about to be written counts instead of the identity's previous one. */
    private static final String RECENT = """
            select count(*) + 1 as all, 1 + count(*) filter (
                    where last_outcome not in ('ok', 'organizations-hidden', 'over-budget',
                        'action-required')) as failed,
                exists (select from provider_state
                    where provider = :provider and instance = :instance and outage_since is not null) as outage
            from (select last_outcome from identity_sync
                where provider = :provider and instance = :instance and identity_id <> :identity
                    and last_attempt_at > now() - :window * interval '1 second' and refused_at is null
                order by last_attempt_at desc limit :latest) latest""";

    /** What became of the others since a suspicion began. Identities whose refusal is believed prove nothing. */
    private static final String SINCE = """
            select count(*) filter (where last_ok_at = last_attempt_at or last_outcome = 'action-required') as good,
                count(*) as all
            from (select last_ok_at, last_attempt_at, last_outcome from identity_sync
                where provider = :provider and instance = :instance and identity_id <> :identity
                    and last_attempt_at > now() - :age * interval '1 second' and refused_at is null
                order by last_attempt_at desc limit :latest) latest""";

    private static final String PAUSE = """
            insert into provider_state as s (provider, instance, paused_until, pauses, outage_since, reason)
            values (:provider, :instance, now() + :pause * interval '1 second', 1, now(), :reason)
            on conflict (provider, instance) do update set
                paused_until = now() + least(:longest, :pause * power(2, least(s.pauses, 20))) * interval '1 second',
                pauses = s.pauses + 1, outage_since = coalesce(s.outage_since, now()), reason = excluded.reason
            where s.paused_until <= now()""";

    private final Session database;
    private final Sql sql;
    private final ReconciliationConfig config;

    ProviderStates(Session database, Sql sql, ReconciliationConfig config) {
        this.database = database;
        this.sql = sql;
        this.config = config;
    }

    /**
     * A provider that is paused, or seems to fail.
     *
     * @param instance its base URL
     * @param pausedUntil null if it is not paused
     */
    public record Trouble(String instance, Instant pausedUntil, String reason) {}

    /** {@return the providers that are paused or seem to fail, by their base URL} */
    public List<Trouble> troubles() {
        return sql
                .list(
                        "The states of the providers could not be read",
                        TROUBLED,
                        row -> new Trouble(
                                row.getString("instance"), Sql.instant(row, "paused_until"), row.getString("reason")))
                .stream()
                .sorted(Comparator.comparing(Trouble::instance))
                .toList();
    }

    /** Notes a good answer. */
    @Transactional(TxType.MANDATORY)
    void works(ProviderClient client) {
        database.createNativeMutationQuery("""
                        update provider_state set outage_since = null, pauses = 0
                        where provider = :provider and instance = :instance and outage_since is not null
                            and paused_until <= now()""")
                .setParameter("provider", client.provider().wireName())
                .setParameter("instance", client.instance())
                .executeUpdate();
    }

    /**
     * Notes that a sync failed, and pauses the provider if too many do. Called before the result is written.
     *
     * @return whether the provider can be believed about the person
     */
    @Transactional(TxType.MANDATORY)
    Trust failed(Claim claim, Kind kind) {
        if (kind == Kind.ACTION_REQUIRED) {
            // A provider that fails does not explain what one person has to do there.
            return Trust.WORKS;
        }
        ProviderClient client = claim.client();
        Tuple recent = database.createNativeQuery(RECENT, Tuple.class)
                .setParameter("provider", client.provider().wireName())
                .setParameter("instance", client.instance())
                .setParameter("identity", claim.identity().id)
                .setParameter("window", config.failureWindow().toSeconds())
                .setParameter("latest", LATEST - 1)
                .getSingleResult();
        long all = recent.get("all", Long.class);
        long failed = recent.get("failed", Long.class);
        if (all < config.failureMinimum() || failed < all * config.failureShare()) {
            return recent.get("outage", Boolean.class) ? Trust.FAILS : sinceSuspicion(claim);
        }
        String reason = failed + " of " + all + " syncs failed, the latest with: " + kind.stored;
        int paused = database.createNativeMutationQuery(PAUSE)
                .setParameter("provider", client.provider().wireName())
                .setParameter("instance", client.instance())
                .setParameter("pause", config.pause().toSeconds())
                .setParameter("longest", LONGEST_PAUSE.toSeconds())
                .setParameter("reason", reason)
                .executeUpdate();
        if (paused == 1) {
            Log.warnf("Scheduled syncs with %s are paused for a while: %s", client.instance(), reason);
        }
        return Trust.FAILS;
    }

    /**
     * Whether the provider has worked since this identity was first suspected. However few identities a provider has, at
     * least one other must have got a good answer, and bad answers must be rare among the others.
     */
    private Trust sinceSuspicion(Claim claim) {
        if (claim.suspicion().count() == 0) {
            return Trust.UNKNOWN;
        }
        Tuple since = database.createNativeQuery(SINCE, Tuple.class)
                .setParameter("provider", claim.client().provider().wireName())
                .setParameter("instance", claim.client().instance())
                .setParameter("identity", claim.identity().id)
                .setParameter("age", claim.suspicion().age().toSeconds())
                .setParameter("latest", LATEST - 1)
                .getSingleResult();
        long all = since.get("all", Long.class);
        long good = since.get("good", Long.class);
        return good > 0 && all - good < all * config.failureShare() ? Trust.WORKS : Trust.UNKNOWN;
    }
}
