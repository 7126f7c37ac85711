package dev.rollcall.reconciliation;

import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProvidersConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Who asks about which identity, and when. Whoever asks holds a lease, and writes down what came of it only while it
 * lasts. All times are the database's, which is the only clock that all replicas share.
 */
@ApplicationScoped
class SyncQueue {

    static final String CLAIM = """
            update identity_sync set
                lease_owner = :me, lease_until = now() + :seconds * interval '1 second', attempt = attempt + 1
            where identity_id in (
                select identity_id from identity_sync
                where provider = :provider and instance = :instance and next_sync_at <= now()
                    and (lease_until is null or lease_until <= now())
                order by next_sync_at limit :number for update skip locked)
            returning identity_id, etag, etag_version""";

    private static final String CLAIM_ONE = """
            update identity_sync set
                lease_owner = :me, lease_until = now() + :seconds * interval '1 second', attempt = attempt + 1
            where identity_id = :identity and (lease_until is null or lease_until <= now())
                and (last_ok_at is null or last_ok_at <= now() - :min * interval '1 second')
                and (retry_at is null or retry_at <= now())
            returning identity_id, etag, etag_version""";

    private static final String STATUS = """
            select lease_until > now() as leased, last_ok_at > now() - :min * interval '1 second' as fresh,
                case when retry_at > now() then retry_at end as retry_at, last_outcome, last_error
            from identity_sync where identity_id = :identity""";

    private static final String OWN = """
            select attempt, suspicion, suspicions, extract(epoch from now() - suspected_at) as suspected
            from identity_sync where identity_id = :identity and lease_owner = :me and lease_until > now() for update""";

    private static final String FINISH = """
            update identity_sync set
                lease_owner = null, lease_until = null, attempt = :attempt,
                next_sync_at = case when :polled then
                    greatest(now() + :wait * interval '1 second', cast(:retryAt as timestamptz)) end,
                last_attempt_at = now(), last_ok_at = case when :ok then now() else last_ok_at end,
                last_outcome = :outcome, last_error = :error, retry_at = cast(:retryAt as timestamptz),
                suspicion = :suspicion, suspicions = :suspicions,
                suspected_at = case when :suspected then now() when :suspicions = 0 then null else suspected_at end,
                etag = coalesce(:etag, etag), etag_version = coalesce(:version, etag_version)
            where identity_id = :identity""";

    /** A question that was not answered is none that failed. */
    private static final String GIVE_BACK = """
            update identity_sync set lease_owner = null, lease_until = null, attempt = attempt - 1
            where identity_id = :identity and lease_owner = :me""";

    private final Session database;
    private final Duration lease;

    SyncQueue(Session database, ProvidersConfig timeouts) {
        this.database = database;
        // Longer than everything that is asked about one person takes at its slowest, a refresh included.
        this.lease = timeouts.answerTimeout().multipliedBy(8).plus(timeouts.listTimeout());
    }

    /** The right to ask about an identity, and the ETag of the last answer to the token of a version. */
    record Claim(UUID identity, UUID owner, Optional<String> etag, Optional<Long> etagVersion) {}

    /** How an identity stands; {@code result} is that of the last time. */
    record Status(boolean leased, boolean fresh, SyncResult result) {}

    /** What is known to the holder of a lease only. */
    record Owned(int attempt, Optional<String> suspicion, int suspicions, Duration suspected) {}

    /** What is written down in the end; {@code pause} is null if it makes no sense to ask again. */
    record Finish(SyncResult result, int attempt, Duration pause, Suspicion suspicion, String etag, Long version) {}

    /** A bad answer, how often it was given, and whether right now. */
    record Suspicion(String kind, int count, boolean now) {

        static final Suspicion NONE = new Suspicion(null, 0, false);
    }

    @Transactional(TxType.MANDATORY)
    List<Claim> claim(IdentityProvider provider, String instance, int number) {
        UUID me = UUID.randomUUID();
        return database.createNativeQuery(CLAIM, Tuple.class)
                .setParameter("me", me)
                .setParameter("seconds", lease.toSeconds())
                .setParameter("provider", provider.wireName())
                .setParameter("instance", instance)
                .setParameter("number", number)
                .getResultStream()
                .map(row -> claim(row, me))
                .toList();
    }

    @Transactional(TxType.MANDATORY)
    Optional<Claim> claim(UUID identity, Duration min) {
        UUID me = UUID.randomUUID();
        return database.createNativeQuery(CLAIM_ONE, Tuple.class)
                .setParameter("me", me)
                .setParameter("seconds", lease.toSeconds())
                .setParameter("identity", identity)
                .setParameter("min", min.toSeconds())
                .getResultStream()
                .findFirst()
                .map(row -> claim(row, me));
    }

    private static Claim claim(Tuple row, UUID me) {
        return new Claim(
                row.get("identity_id", UUID.class),
                me,
                Optional.ofNullable(row.get("etag", String.class)),
                Optional.ofNullable(row.get("etag_version", Long.class)));
    }

    @Transactional(TxType.MANDATORY)
    Optional<Status> status(UUID identity, Duration min) {
        return database.createNativeQuery(STATUS, Tuple.class)
                .setParameter("identity", identity)
                .setParameter("min", min.toSeconds())
                .getResultStream()
                .findFirst()
                .map(row -> new Status(
                        Boolean.TRUE.equals(row.get("leased", Boolean.class)),
                        Boolean.TRUE.equals(row.get("fresh", Boolean.class)),
                        new SyncResult(
                                SyncResult.Kind.of(row.get("last_outcome", String.class)),
                                Optional.ofNullable(row.get("last_error", String.class))
                                        .orElse(""),
                                row.get("retry_at", Instant.class))));
    }

    /** Makes sure that a lease lasts until the transaction ends; empty if it is over already. */
    @Transactional(TxType.MANDATORY)
    Optional<Owned> own(Claim claim) {
        return database.createNativeQuery(OWN, Tuple.class)
                .setParameter("identity", claim.identity())
                .setParameter("me", claim.owner())
                .getResultStream()
                .findFirst()
                .map(row -> new Owned(
                        row.get("attempt", Integer.class),
                        Optional.ofNullable(row.get("suspicion", String.class)),
                        row.get("suspicions", Integer.class),
                        Optional.ofNullable(row.get("suspected", Number.class))
                                .map(seconds -> Duration.ofSeconds(seconds.longValue()))
                                .orElse(Duration.ZERO)));
    }

    /** Ends a lease that is {@linkplain #own owned}. */
    @Transactional(TxType.MANDATORY)
    void finish(Claim claim, Finish finish) {
        SyncResult result = finish.result();
        String error = result.detail().isEmpty() ? null : result.detail();
        database.createNativeMutationQuery(FINISH)
                .setParameter("identity", claim.identity())
                .setParameter("attempt", finish.attempt())
                .setParameter("polled", finish.pause() != null)
                .setParameter(
                        "wait", finish.pause() == null ? 0 : finish.pause().toSeconds())
                .setParameter("retryAt", result.retryAt(), Instant.class)
                .setParameter("ok", result.kind().isGood())
                .setParameter("outcome", result.kind().stored)
                .setParameter(
                        "error", error == null ? null : error.substring(0, Math.min(error.length(), 400)), String.class)
                .setParameter("suspicion", finish.suspicion().kind(), String.class)
                .setParameter("suspicions", finish.suspicion().count())
                .setParameter("suspected", finish.suspicion().now())
                .setParameter("etag", finish.etag(), String.class)
                .setParameter("version", finish.version(), Long.class)
                .executeUpdate();
    }

    /** Ends leases that still last, as if they had never been. */
    @Transactional(TxType.MANDATORY)
    void giveBack(List<Claim> claims) {
        for (Claim claim : claims) {
            database.createNativeMutationQuery(GIVE_BACK)
                    .setParameter("identity", claim.identity())
                    .setParameter("me", claim.owner())
                    .executeUpdate();
        }
    }
}
