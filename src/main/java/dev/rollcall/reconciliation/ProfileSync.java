package dev.rollcall.reconciliation;

import dev.rollcall.audit.AuditEvent;
import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.identity.FreshTokens;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.IdentityOrganization;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.identity.ProviderTokens.Stored;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.ProvidersConfig;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import dev.rollcall.reconciliation.SyncQueue.Finish;
import dev.rollcall.reconciliation.SyncQueue.Owned;
import dev.rollcall.reconciliation.SyncQueue.Status;
import dev.rollcall.reconciliation.SyncQueue.Suspicion;
import dev.rollcall.reconciliation.SyncResult.Kind;
import dev.rollcall.user.User;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Asks a provider about a person and takes over what it says: when they want it, and when it is due. See
 * docs/decisions/0011-profiles-are-reconciled-by-leases.md.
 */
@ApplicationScoped
public class ProfileSync {

    /** A token that was just exchanged is not known to all servers of a provider at once. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(100);

    /** So many times, a day apart each, a provider does not find a person before they are gone. */
    private static final int GONE_AFTER = 3;

    private static final Duration GONE_INTERVAL = Duration.ofHours(24);

    private final SyncQueue queue;
    private final ProviderStates states;
    private final FreshTokens tokens;
    private final ProviderTokens stored;
    private final ProfileUpdate update;
    private final Providers providers;
    private final SyncMetrics metrics;
    private final SyncConfig config;
    private final ReconciliationConfig schedule;
    private final Clock clock;
    /** How long somebody waits for a sync that has begun already. */
    private final Duration patience;

    ProfileSync(
            SyncQueue queue,
            ProviderStates states,
            FreshTokens tokens,
            ProviderTokens stored,
            ProfileUpdate update,
            Providers providers,
            SyncMetrics metrics,
            SyncConfig config,
            ReconciliationConfig schedule,
            ProvidersConfig timeouts,
            Clock clock) {
        this.queue = queue;
        this.states = states;
        this.tokens = tokens;
        this.stored = stored;
        this.update = update;
        this.providers = providers;
        this.metrics = metrics;
        this.config = config;
        this.schedule = schedule;
        this.clock = clock;
        this.patience = timeouts.answerTimeout().multipliedBy(2);
    }

    /**
     * Asks about an identity now, or waits for who does already. After a success it is not asked again for a while.
     * Called outside of transactions.
     */
    public SyncResult now(Identity identity) {
        boolean hasToken = QuarkusTransaction.requiringNew()
                .call(() -> stored.find(identity).isPresent());
        if (!hasToken) {
            // Single sign-on has no back channel: what the person's last sign-in said is all there is.
            return SyncResult.of(identity.provider == IdentityProvider.SSO ? Kind.OK : Kind.REVOKED);
        }
        Optional<ProviderClient> client = providers.client(identity.provider, identity.instance);
        if (client.isEmpty()) {
            return SyncResult.of(Kind.UNKNOWN_PROVIDER);
        }
        Instant deadline = clock.instant().plus(patience);
        boolean joined = false;
        do {
            Optional<Claim> claim = joined
                    ? Optional.empty()
                    : QuarkusTransaction.requiringNew().call(() -> queue.claim(identity.id, config.minInterval()));
            if (claim.isPresent()) {
                return run(claim.get(), identity, client.get(), true);
            }
            Optional<Status> status =
                    QuarkusTransaction.requiringNew().call(() -> queue.status(identity.id, config.minInterval()));
            if (status.isEmpty()) {
                return SyncResult.of(Kind.LOST);
            }
            if (status.get().leased()) {
                joined = true;
            } else if (status.get().fresh()) {
                return SyncResult.of(Kind.OK);
            } else if (joined) {
                return status.get().result();
            } else if (status.get().result().retryAt() != null) {
                return new SyncResult(Kind.LIMITED, "", status.get().result().retryAt());
            }
        } while (clock.instant().isBefore(deadline) && FreshTokens.pause(POLL));
        return SyncResult.of(Kind.TIMED_OUT);
    }

    /** Asks about an identity with a lease that somebody got for it. */
    SyncResult run(Claim claim, Identity identity, ProviderClient client, boolean demanded) {
        Findings findings;
        try {
            findings = ask(claim, identity, client, demanded);
        } catch (RuntimeException failure) {
            // Ours; the lease must not outlive it.
            Log.errorf(failure, "Identity %s could not be asked about", identity.id);
            findings =
                    Findings.failed(new SyncResult(Kind.DOWN, failure.getClass().getSimpleName(), null));
        }
        SyncResult result = write(claim, identity, findings, demanded);
        metrics.finished(client, result.kind());
        return result;
    }

    /**
     * What a provider said.
     *
     * @param answered whether it described the person: by a profile, or by saying that it is the same
     * @param profile null if it is the same
     * @param organizations null if they are not known
     * @param etag null if there is none
     * @param version of the token that it was asked with, or null
     */
    private record Findings(
            SyncResult result,
            boolean answered,
            ProviderProfile profile,
            List<ProviderOrganization> organizations,
            String etag,
            Long version) {

        static Findings failed(SyncResult result) {
            return new Findings(result, false, null, null, null, null);
        }
    }

    private Findings ask(Claim claim, Identity identity, ProviderClient client, boolean demanded) {
        Outcome<Stored> token = tokens.of(identity, client);
        if (!(token instanceof Ok<Stored> first)) {
            return Findings.failed(SyncResult.of(token));
        }
        Stored used = first.value();
        Outcome<ProviderProfile> profile = client.profile(used.token().accessToken(), etag(claim, used));
        if (profile instanceof Revoked && used.token().refreshToken() != null) {
            Outcome<Stored> renewed = tokens.renewed(identity, client, used);
            if (!(renewed instanceof Ok<Stored> second)) {
                return Findings.failed(SyncResult.of(renewed));
            }
            used = second.value();
            profile = client.profile(used.token().accessToken(), Optional.empty());
            if (profile instanceof Revoked && FreshTokens.pause(SETTLING)) {
                profile = client.profile(used.token().accessToken(), Optional.empty());
            }
        }
        if (profile instanceof Ok<ProviderProfile> ok) {
            ok.quota().ifPresent(quota -> metrics.quota(client, quota));
            if (!ok.value().subject().equals(identity.subject)) {
                return Findings.failed(SyncResult.of(Kind.MISMATCH));
            }
            if (!demanded && ok.quota().filter(this::isSpent).isPresent()) {
                return new Findings(
                        new SyncResult(Kind.OVER_BUDGET, "", ok.quota().get().reset()),
                        true,
                        ok.value(),
                        null,
                        ok.etag().orElse(null),
                        used.version());
            }
            return organizations(client, ok.value(), ok.etag().orElse(null), used);
        }
        return profile instanceof Unchanged
                ? organizations(client, null, null, used)
                : Findings.failed(SyncResult.of(profile));
    }

    /** What was said to another token may not be the same to this one. */
    private static Optional<String> etag(Claim claim, Stored used) {
        return claim.etag()
                .filter(etag -> claim.etagVersion()
                        .filter(version -> version == used.version())
                        .isPresent());
    }

    private boolean isSpent(Quota quota) {
        return quota.remaining() < quota.limit() * schedule.quotaReserve();
    }

    private static Findings organizations(ProviderClient client, ProviderProfile profile, String etag, Stored used) {
        Outcome<List<ProviderOrganization>> outcome =
                client.organizations(used.token().accessToken());
        List<ProviderOrganization> organizations = null;
        SyncResult result = SyncResult.of(Kind.OK);
        if (outcome instanceof Ok<List<ProviderOrganization>> ok) {
            organizations = ok.value();
        } else if (!(outcome instanceof Outcome.NotFound)) {
            result = SyncResult.of(outcome);
            if (result.kind() == Kind.SCOPE_MISSING || result.kind() == Kind.SSO_REQUIRED) {
                result = new SyncResult(Kind.ORGANIZATIONS_HIDDEN, result.detail(), null);
            }
        }
        return new Findings(result, true, profile, organizations, etag, used.version());
    }

    private SyncResult write(Claim claim, Identity identity, Findings findings, boolean demanded) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> writeOnce(claim, identity, findings, demanded));
        } catch (ConstraintViolationException taken) {
            // Somebody took the name or the address in this very moment. Now it is seen to be taken.
            return QuarkusTransaction.requiringNew().call(() -> writeOnce(claim, identity, findings, demanded));
        }
    }

    /** Locks the account first, as everybody does who changes its identities. */
    private SyncResult writeOnce(Claim claim, Identity asked, Findings findings, boolean demanded) {
        if (User.locked(asked.userId).isEmpty()) {
            return SyncResult.of(Kind.LOST);
        }
        Identity identity = Identity.findById(asked.id);
        Optional<Owned> owned = queue.own(claim);
        if (identity == null || owned.isEmpty()) {
            return SyncResult.of(Kind.LOST);
        }
        if (findings.answered()) {
            update.apply(identity, Optional.ofNullable(findings.profile()).orElseGet(identity::profile));
            identity.state = Identity.State.ACTIVE;
        }
        if (findings.organizations() != null) {
            replace(identity, findings.organizations());
        }
        Kind kind = findings.result().kind();
        if (kind.isGood()) {
            queue.finish(claim, finish(findings, 0, again(findings.result()), Suspicion.NONE));
            states.works(identity.provider, identity.instance);
        } else {
            fail(claim, identity, findings, owned.get(), demanded);
        }
        return findings.result();
    }

    private static Finish finish(Findings findings, int attempt, Duration wait, Suspicion suspicion) {
        SyncResult result = findings.result();
        // The reset of a budget is the time to ask again, not one before which the person may not.
        SyncResult written =
                result.kind() == Kind.OVER_BUDGET ? new SyncResult(result.kind(), result.detail(), null) : result;
        return new Finish(written, attempt, wait, suspicion, findings.etag(), findings.version());
    }

    private Duration again(SyncResult result) {
        if (result.kind() == Kind.OVER_BUDGET) {
            Duration untilReset = Duration.between(clock.instant(), result.retryAt());
            return untilReset.isNegative() ? schedule.backoff() : untilReset.plus(random(schedule.backoff()));
        }
        return times(schedule.interval(), ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }

    private void fail(Claim claim, Identity identity, Findings findings, Owned owned, boolean demanded) {
        SyncResult result = findings.result();
        Optional<Identity.State> verdict = verdict(result.kind());
        Suspicion suspicion =
                verdict.map(state -> suspect(result.kind(), owned)).orElse(Suspicion.NONE);
        Duration wait = verdict.isPresent() ? confirmation(result.kind()) : backoff(owned.attempt());
        queue.finish(claim, finish(findings, owned.attempt(), wait, suspicion));
        boolean believed = states.failed(identity.provider, identity.instance, result.kind().stored);
        if (verdict.isPresent() && believed && suspicion.count() >= needed(result.kind(), demanded)) {
            condemn(identity, verdict.get());
            queue.finish(claim, finish(findings, owned.attempt(), null, Suspicion.NONE));
        }
    }

    private static Optional<Identity.State> verdict(Kind kind) {
        return switch (kind) {
            case REVOKED, SCOPE_MISSING -> Optional.of(Identity.State.NEEDS_REAUTH);
            case SUSPENDED -> Optional.of(Identity.State.SUSPENDED);
            case MISMATCH -> Optional.of(Identity.State.MISMATCH);
            case NOT_FOUND -> Optional.of(Identity.State.GONE);
            default -> Optional.empty();
        };
    }

    private Suspicion suspect(Kind kind, Owned owned) {
        if (!owned.suspicion().equals(Optional.of(kind.stored))) {
            return new Suspicion(kind.stored, 1, true);
        }
        boolean again = owned.suspected().compareTo(confirmation(kind)) >= 0;
        return new Suspicion(kind.stored, owned.suspicions() + (again ? 1 : 0), again);
    }

    private Duration confirmation(Kind kind) {
        return kind == Kind.NOT_FOUND ? GONE_INTERVAL : schedule.confirmation();
    }

    /** Who asks for it is there to sign in again; for others it must not be a mistake. */
    private static int needed(Kind kind, boolean demanded) {
        if (kind == Kind.NOT_FOUND) {
            return GONE_AFTER;
        }
        return demanded ? 1 : 2;
    }

    private void condemn(Identity identity, Identity.State state) {
        identity.state = state;
        if (state == Identity.State.NEEDS_REAUTH || state == Identity.State.MISMATCH) {
            stored.forget(identity);
        }
        Action action = switch (state) {
            case NEEDS_REAUTH -> Action.IDENTITY_NEEDS_REAUTH;
            case SUSPENDED -> Action.IDENTITY_SUSPENDED;
            case MISMATCH -> Action.IDENTITY_MISMATCH;
            case GONE -> Action.IDENTITY_GONE;
            case ACTIVE -> throw new IllegalArgumentException("No verdict");
        };
        AuditEvent.record(action, null, identity.id, null, null);
    }

    /** All of a wait is chance, so that those who failed together do not come back together. */
    private Duration backoff(int attempt) {
        double doubled = schedule.backoff().toMillis() * Math.pow(2, Math.min(attempt, 30));
        return random(Duration.ofMillis(
                (long) Math.min(doubled, (double) schedule.maxBackoff().toMillis())));
    }

    private static Duration random(Duration longest) {
        return times(longest, ThreadLocalRandom.current().nextDouble());
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }

    private static void replace(Identity identity, List<ProviderOrganization> shown) {
        Map<String, IdentityOrganization> known =
                IdentityOrganization.<IdentityOrganization>list("identity", identity).stream()
                        .collect(Collectors.toMap(organization -> organization.providerId, Function.identity()));
        for (ProviderOrganization organization : shown) {
            IdentityOrganization before = known.remove(organization.id());
            if (before == null) {
                new IdentityOrganization(identity, organization.id(), organization.login()).persist();
            } else {
                before.login = organization.login();
            }
        }
        known.values().forEach(IdentityOrganization::delete);
    }
}
