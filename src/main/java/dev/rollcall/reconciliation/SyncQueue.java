package dev.rollcall.reconciliation;

import dev.rollcall.identity.Identity;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProvidersConfig;
import dev.rollcall.reconciliation.ProfileRequest.Answer;
import dev.rollcall.verdict.SyncResult;
import dev.rollcall.verdict.SyncResult.Kind;
import dev.rollcall.verdict.Verdict.Suspicion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/**
 * The queue of identities to sync, in table {@code identity_sync}. A replica leases an identity before it asks the
 * provider, and writes the result only while the lease lasts. All times are PostgreSQL's, which all replicas share.
 */
@ApplicationScoped
class SyncQueue {

    private static final String CLAIM = """
            update identity_sync set
                lease_owner = :owner, lease_until = now() + :seconds * interval '1 second', attempt = attempt + 1
            where %s
            returning identity_id, etag, etag_version, attempt, suspicion, suspicions, refused_at is not null as refused,
                coalesce(extract(epoch from now() - suspected_at), 0) as suspected""";

    private static final String CLAIM_DUE = CLAIM.formatted("""
            identity_id in (
                select identity_id from identity_sync
                where provider = :provider and instance = :instance and next_sync_at <= now()
                    and (lease_until is null or lease_until <= now())
                    and not exists (select from provider_state
                        where provider = :provider and instance = :instance and paused_until > now())
                order by next_sync_at limit :number for update skip locked)""");

    private static final String CLAIM_ONE = CLAIM.formatted("""
            identity_id = :identity and (lease_until is null or lease_until <= now())
                and (last_ok_at is null or last_ok_at <= now() - :min * interval '1 second')
                and (retry_at is null or retry_at <= now())""");

    private static final String STATUS = """
            select coalesce(lease_until > now(), false) as leased,
                coalesce(greatest(last_ok_at + :min * interval '1 second', retry_at) > now(), false) as current,
                case when last_ok_at > now() - :min * interval '1 second' then 'ok' else last_outcome end as outcome,
                coalesce(last_error, '') as error, case when retry_at > now() then retry_at end as retry_at
            from identity_sync where identity_id = :identity""";

    private static final String OWN = """
            select 1 from identity_sync
            where identity_id = :identity and lease_owner = :owner and lease_until > now() for update""";

    private static final String FINISH = """
            update identity_sync set
                lease_owner = null, lease_until = null, attempt = case when :good then 0 else attempt end,
                next_sync_at = greatest(now() + :wait * interval '1 second', cast(:retryAt as timestamptz)),
                last_attempt_at = now(), last_ok_at = case when :good then now() else last_ok_at end,
                last_outcome = :outcome, last_error = nullif(left(:error, 400), ''),
                retry_at = case when not :good then cast(:retryAt as timestamptz) end,
                suspicion = case when :suspicions > 0 then :outcome end, suspicions = :suspicions,
                suspected_at = case when suspicion = :outcome and suspicions = :suspicions then suspected_at
                    when :suspicions > 0 then now() end,
                refused_at = case when cast(:version as bigint) is not null then null
                    when :refused then coalesce(refused_at, now()) else refused_at end,
                etag = coalesce(:etag, etag), etag_version = coalesce(:version, etag_version)
            where identity_id = :identity""";

    /** The provider did not answer, so the attempt does not count as failed. */
    private static final String GIVE_BACK = """
            update identity_sync set lease_owner = null, lease_until = null, attempt = attempt - 1
            where identity_id = :identity and lease_owner = :owner""";

    /** The rows of the queue first, like a sign-in, which stores another token at the same moment. */
    private static final String FORGET_REFUSED = """
            with late as (
                update identity_sync set next_sync_at = null, refused_at = null
                where refused_at < now() - :seconds * interval '1 second' and (lease_until is null or lease_until <= now())
                returning identity_id)
            delete from identity_token where identity_id in (select identity_id from late)""";

    private final Session database;
    private final Duration lease;

    SyncQueue(Session database, ProvidersConfig timeouts) {
        this.database = database;
        // Longer than the slowest sync takes, including a refresh of the token.
        this.lease = timeouts.answerTimeout().multipliedBy(8).plus(timeouts.listTimeout());
    }

    /**
     * The right to sync an identity, until its lease ends.
     *
     * @param demanded whether the person requested the sync
     * @param owner of the lease
     * @param etag of the provider's last answer, or null
     * @param etagVersion the version of the token that the etag was given to, or null
     * @param attempt how many syncs began since the last success, including this one
     * @param refused whether the provider's refusal of the token is believed already
     */
    record Claim(
            Identity identity,
            ProviderClient client,
            boolean demanded,
            UUID owner,
            String etag,
            Long etagVersion,
            int attempt,
            Suspicion suspicion,
            boolean refused) {

        /** Finds the ETag for a version of the token. A provider may answer differently to another token. */
        Optional<String> etag(long version) {
            return Optional.ofNullable(etag).filter(known -> etagVersion != null && etagVersion == version);
        }
    }

    /**
     * Where an identity stands.
     *
     * @param current whether it is too early to ask again: after a success, or because the provider wants a pause
     * @param result of the last sync
     */
    record Status(boolean leased, boolean current, SyncResult result) {}

    /** Claims identities that are due at a provider, unless the provider is paused. */
    @Transactional(TxType.REQUIRES_NEW)
    List<Claim> claim(ProviderClient client, int number) {
        return claim(
                CLAIM_DUE,
                Map.of("provider", client.provider().wireName(), "instance", client.instance(), "number", number),
                client,
                false);
    }

    /** Claims an identity that its person wants to sync, unless it is leased or was synced within the given time. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Claim> claim(Identity identity, ProviderClient client, Duration min) {
        Map<String, Object> parameters = Map.of("identity", identity.id, "min", min.toSeconds());
        return claim(CLAIM_ONE, parameters, client, true).stream().findFirst();
    }

    private List<Claim> claim(String sql, Map<String, Object> parameters, ProviderClient client, boolean demanded) {
        UUID owner = UUID.randomUUID();
        NativeQuery<Tuple> query = database.createNativeQuery(sql, Tuple.class)
                .setParameter("owner", owner)
                .setParameter("seconds", lease.toSeconds());
        parameters.forEach(query::setParameter);
        Map<UUID, Tuple> rows = query.getResultStream()
                .collect(Collectors.toMap(row -> row.get("identity_id", UUID.class), Function.identity()));
        return Identity.<Identity>list("id in ?1", rows.keySet()).stream()
                .map(identity -> {
                    Tuple row = rows.get(identity.id);
                    Suspicion suspicion = new Suspicion(
                            Kind.of(row.get("suspicion", String.class)),
                            row.get("suspicions", Integer.class),
                            Duration.ofSeconds(
                                    row.get("suspected", Number.class).longValue()));
                    return new Claim(
                            identity,
                            client,
                            demanded,
                            owner,
                            row.get("etag", String.class),
                            row.get("etag_version", Long.class),
                            row.get("attempt", Integer.class),
                            suspicion,
                            row.get("refused", Boolean.class));
                })
                .toList();
    }

    @Transactional(TxType.REQUIRES_NEW)
    Optional<Status> status(Identity identity, Duration min) {
        return database.createNativeQuery(STATUS, Tuple.class)
                .setParameter("identity", identity.id)
                .setParameter("min", min.toSeconds())
                .getResultStream()
                .findFirst()
                .map(row -> new Status(
                        row.get("leased", Boolean.class),
                        row.get("current", Boolean.class),
                        new SyncResult(
                                Kind.of(row.get("outcome", String.class)),
                                row.get("error", String.class),
                                row.get("retry_at", Instant.class))));
    }

    /** Keeps a lease until the transaction ends. Returns false if the lease is lost: then nothing may be written. */
    @Transactional(TxType.MANDATORY)
    boolean own(Claim claim) {
        return database.createNativeQuery(OWN, Tuple.class)
                        .setParameter("identity", claim.identity().id)
                        .setParameter("owner", claim.owner())
                        .uniqueResult()
                != null;
    }

    /**
     * Ends a lease that is {@linkplain #own owned}, and writes the result.
     *
     * @param wait the time until the next sync; null for none
     * @param suspicions how many answers in a row say the same bad thing about the person; 0 if nothing is suspected
     * @param refused whether the provider's refusal of the token is believed; the token is kept for a while then
     */
    @Transactional(TxType.MANDATORY)
    void finish(Claim claim, Answer answer, Duration wait, int suspicions, boolean refused) {
        SyncResult result = answer.result();
        database.createNativeMutationQuery(FINISH)
                .setParameter("identity", claim.identity().id)
                .setParameter("good", result.kind().isGood())
                .setParameter("wait", wait == null ? null : wait.toSeconds(), Long.class)
                .setParameter("retryAt", result.retryAt(), Instant.class)
                .setParameter("outcome", result.kind().stored)
                .setParameter("error", result.detail())
                .setParameter("suspicions", suspicions)
                .setParameter("refused", refused)
                .setParameter("etag", answer.etag(), String.class)
                .setParameter("version", answer.version(), Long.class)
                .executeUpdate();
    }

    /** Deletes tokens that the provider has refused for a given time. Their identities are not synced any more. */
    @Transactional(TxType.REQUIRES_NEW)
    int forgetRefused(Duration time) {
        return database.createNativeMutationQuery(FORGET_REFUSED)
                .setParameter("seconds", time.toSeconds())
                .executeUpdate();
    }

    /** Ends leases whose syncs were interrupted, as if they had never begun. */
    @Transactional(TxType.REQUIRES_NEW)
    void giveBack(List<Claim> claims) {
        for (Claim claim : claims) {
            database.createNativeMutationQuery(GIVE_BACK)
                    .setParameter("identity", claim.identity().id)
                    .setParameter("owner", claim.owner())
                    .executeUpdate();
        }
    }
}
