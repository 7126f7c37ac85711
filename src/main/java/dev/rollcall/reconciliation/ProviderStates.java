package dev.rollcall.reconciliation;

import dev.rollcall.provider.IdentityProvider;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/**
 * How the installations do, as all replicas know it. When many people's questions fail within a short time, it is the
 * provider's failure and not theirs: it is left alone for a while, and nothing bad that it says about anybody is believed
 * until it has said something good.
 */
@ApplicationScoped
class ProviderStates {

    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    /** So many of the latest questions say how a provider does; in an hour there can be a hundred thousands. */
    private static final int MOST = 1000;

    private static final String PAUSE = """
            insert into provider_state as s (provider, instance, paused_until, pauses, outage_since, reason)
            values (:provider, :instance, now() + :pause * interval '1 second', 1, now(), :reason)
            on conflict (provider, instance) do update set
                paused_until = now() + least(:longest, :pause * power(2, least(s.pauses, 20))) * interval '1 second',
                pauses = s.pauses + 1, outage_since = coalesce(s.outage_since, now()), reason = excluded.reason
            where s.paused_until <= now()""";

    private final Session database;
    private final ReconciliationConfig config;

    ProviderStates(Session database, ReconciliationConfig config) {
        this.database = database;
        this.config = config;
    }

    /** How an installation does. */
    record State(String provider, String instance, Instant pausedUntil, Instant outageSince, String reason) {}

    /** Those that are left alone or not believed now. */
    @Transactional
    List<State> troubled() {
        return database.createNativeQuery("""
                        select provider, instance, case when paused_until > now() then paused_until end as paused_until,
                            outage_since, reason
                        from provider_state where paused_until > now() or outage_since is not null
                        order by provider, instance""", Tuple.class)
                .getResultStream()
                .map(row -> new State(
                        row.get("provider", String.class),
                        row.get("instance", String.class),
                        row.get("paused_until", Instant.class),
                        row.get("outage_since", Instant.class),
                        row.get("reason", String.class)))
                .toList();
    }

    @Transactional(TxType.MANDATORY)
    boolean isPaused(IdentityProvider provider, String instance) {
        return count(
                        "select count(*) from provider_state where provider = :provider and instance = :instance"
                                + " and paused_until > now()",
                        provider,
                        instance)
                > 0;
    }

    /** Notes that an installation answered as it should. */
    @Transactional(TxType.MANDATORY)
    void works(IdentityProvider provider, String instance) {
        database.createNativeMutationQuery("update provider_state set outage_since = null, pauses = 0"
                        + " where provider = :provider and instance = :instance and outage_since is not null"
                        + " and paused_until <= now()")
                .setParameter("provider", provider.wireName())
                .setParameter("instance", instance)
                .executeUpdate();
    }

    /**
     * Notes that an installation failed somebody, whose row says so already, and leaves it alone if it fails many.
     *
     * @return whether it is to be believed about them
     */
    @Transactional(TxType.MANDATORY)
    boolean failed(IdentityProvider provider, String instance, String reason) {
        Tuple window = database.createNativeQuery("""
                        select count(*) as all, count(*) filter (
                            where last_outcome not in ('ok', 'organizations-hidden', 'over-budget')) as failed
                        from (select last_outcome from identity_sync
                            where provider = :provider and instance = :instance
                                and last_attempt_at > now() - :window * interval '1 second'
                            order by last_attempt_at desc limit :most) latest""", Tuple.class)
                .setParameter("provider", provider.wireName())
                .setParameter("instance", instance)
                .setParameter("window", config.failureWindow().toSeconds())
                .setParameter("most", MOST)
                .getSingleResult();
        long all = window.get("all", Long.class);
        long failed = window.get("failed", Long.class);
        if (all >= config.failureMinimum() && failed >= all * config.failureShare()) {
            String what = failed + " of " + all + " failed, the last one: " + reason;
            int paused = database.createNativeMutationQuery(PAUSE)
                    .setParameter("provider", provider.wireName())
                    .setParameter("instance", instance)
                    .setParameter("pause", config.pause().toSeconds())
                    .setParameter("longest", LONGEST_PAUSE.toSeconds())
                    .setParameter("reason", what)
                    .executeUpdate();
            if (paused == 1) {
                Log.warnf("%s is left alone for a while: %s", instance, what);
            }
            return false;
        }
        return count(
                        "select count(*) from provider_state where provider = :provider and instance = :instance"
                                + " and outage_since is not null",
                        provider,
                        instance)
                == 0;
    }

    private long count(String sql, IdentityProvider provider, String instance) {
        return database.createNativeQuery(sql, Long.class)
                .setParameter("provider", provider.wireName())
                .setParameter("instance", instance)
                .getSingleResult();
    }
}
