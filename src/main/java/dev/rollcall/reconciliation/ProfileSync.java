package dev.rollcall.reconciliation;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Transactions;
import dev.rollcall.githubteam.GitHubTeams;
import dev.rollcall.identity.FreshTokens;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.Identity.State;
import dev.rollcall.identity.IdentityOrganization;
import dev.rollcall.identity.ProfileUpdate;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.identity.SyncConfig;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.ProvidersConfig;
import dev.rollcall.reconciliation.ProfileRequest.Answer;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import dev.rollcall.reconciliation.SyncQueue.Status;
import dev.rollcall.user.User;
import dev.rollcall.verdict.Departures;
import dev.rollcall.verdict.SyncResult;
import dev.rollcall.verdict.SyncResult.Kind;
import dev.rollcall.verdict.Verdict;
import dev.rollcall.verdict.Verdict.Intervals;
import dev.rollcall.verdict.Verdict.Trust;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Syncs an identity: asks its provider about the person, and takes over the answer. People request syncs, and the
 * schedule does. See docs/decisions/0011-profiles-are-reconciled-by-leases.md.
 */
@ApplicationScoped
public class ProfileSync {

    private static final Duration POLL = Duration.ofMillis(100);

    private final SyncQueue queue;
    private final ProfileRequest request;
    private final ProviderStates states;
    private final ProviderTokens tokens;
    private final ProfileUpdate update;
    private final GitHubTeams teams;
    private final Providers providers;
    private final Departures departures;
    private final SyncMetrics metrics;
    private final SyncConfig config;
    private final ReconciliationConfig schedule;
    private final Clock clock;
    /** How long a person waits for a sync that is already running. */
    private final Duration patience;

    ProfileSync(
            SyncQueue queue,
            ProfileRequest request,
            ProviderStates states,
            ProviderTokens tokens,
            ProfileUpdate update,
            GitHubTeams teams,
            Providers providers,
            Departures departures,
            SyncMetrics metrics,
            SyncConfig config,
            ReconciliationConfig schedule,
            ProvidersConfig timeouts,
            Clock clock) {
        this.queue = queue;
        this.request = request;
        this.states = states;
        this.tokens = tokens;
        this.update = update;
        this.teams = teams;
        this.providers = providers;
        this.departures = departures;
        this.metrics = metrics;
        this.config = config;
        this.schedule = schedule;
        this.clock = clock;
        this.patience = timeouts.answerTimeout().multipliedBy(2);
    }

    /**
     * Syncs an identity because its person wants it, or waits for a sync that is already running. Soon after a success,
     * or while the provider wants a pause, returns the last result instead. Called outside of transactions.
     */
    public SyncResult now(Identity identity) {
        Optional<ProviderClient> client = providers.client(identity.provider, identity.instance);
        boolean singleSignOn = identity.provider == IdentityProvider.SSO;
        if (client.isEmpty() && !singleSignOn) {
            return SyncResult.of(Kind.UNKNOWN_PROVIDER);
        }
        if (Transactions.call(() -> tokens.find(identity)).isEmpty()) {
            // Single sign-on issues no tokens to ask with: the profile is as of the last sign-in.
            return SyncResult.of(singleSignOn ? Kind.OK : Kind.REVOKED);
        }
        if (client.isEmpty()) {
            return SyncResult.of(Kind.UNKNOWN_PROVIDER);
        }
        Instant deadline = clock.instant().plus(patience);
        boolean joined = false;
        do {
            Optional<Claim> claim =
                    joined ? Optional.empty() : queue.claim(identity, client.get(), config.minInterval());
            if (claim.isPresent()) {
                return run(claim.get());
            }
            Optional<Status> status = queue.status(identity, config.minInterval());
            if (status.isEmpty()) {
                return SyncResult.of(Kind.LOST);
            }
            if (!status.get().leased() && (joined || status.get().current())) {
                return status.get().result();
            }
            joined |= status.get().leased();
        } while (clock.instant().isBefore(deadline) && FreshTokens.pause(POLL));
        return SyncResult.of(Kind.TIMED_OUT);
    }

    /** Syncs an identity that was claimed. */
    SyncResult run(Claim claim) {
        Answer answer;
        try {
            answer = request.send(claim);
        } catch (RuntimeException failure) {
            // A mistake of this service. It counts as a failure, so that the lease ends and the next sync waits.
            Log.errorf(failure, "Identity %s could not be synced because of an internal error", claim.identity().id);
            answer = Answer.failed(new SyncResult(Kind.DOWN, failure.getClass().getSimpleName(), null));
        }
        SyncResult result = write(claim, answer);
        metrics.finished(claim.client(), result.kind());
        return result;
    }

    private SyncResult write(Claim claim, Answer answer) {
        try {
            return Transactions.call(() -> writeOnce(claim, answer));
        } catch (ConstraintViolationException taken) {
            // Somebody took the login or the address at the same moment. The second attempt sees that.
            return Transactions.call(() -> writeOnce(claim, answer));
        }
    }

    /** Locks the account first, like everybody who changes its identities. */
    private SyncResult writeOnce(Claim claim, Answer answer) {
        User.lock(claim.identity().userId);
        if (!queue.own(claim)) {
            return SyncResult.of(Kind.LOST);
        }
        Identity identity = Identity.findById(claim.identity().id);
        if (answer.describesPerson()) {
            ProviderProfile profile = answer.profile();
            update.apply(identity, profile == null ? identity.profile() : profile, Source.SERVICE);
            identity.state = Identity.State.ACTIVE;
        }
        if (answer.organizations() != null) {
            boolean complete = answer.result().kind() != Kind.ORGANIZATIONS_HIDDEN;
            IdentityOrganization.store(identity, answer.organizations(), complete);
        }
        if (answer.teams() != null) {
            teams.store(identity, answer.teams().value(), answer.teams().complete());
        }
        if (answer.result().kind().isGood()) {
            states.works(claim.client());
            queue.finish(claim, answer, interval(answer.result()), 0, false);
        } else {
            fail(claim, identity, answer);
        }
        return answer.result();
    }

    private void fail(Claim claim, Identity identity, Answer answer) {
        if (claim.refused() && !answer.describesPerson()) {
            // Known already, so it says nothing new about the person, or about the provider.
            queue.finish(claim, answer, random(schedule.interval(), 0.8, 1.2), 0, true);
            return;
        }
        Kind kind = answer.result().kind();
        Trust trust = states.failed(claim, kind);
        Intervals intervals = new Intervals(schedule.confirmation(), schedule.longConfirmation());
        Verdict verdict = Verdict.of(kind, claim.suspicion(), claim.demanded(), trust, intervals);
        if (verdict.state().isPresent() && !claim.demanded()) {
            departures.suspend(identity);
        }
        verdict.state().ifPresent(state -> deactivate(identity, state));
        boolean refused =
                verdict.state().filter(state -> state == State.NEEDS_REAUTH).isPresent();
        queue.finish(claim, answer, wait(claim, verdict, refused), verdict.suspicions(), refused);
    }

    /** Whoever must sign in again is still in their teams. */
    private void deactivate(Identity identity, State state) {
        tokens.deactivate(identity, state);
        if (state != State.NEEDS_REAUTH) {
            teams.store(identity, List.of(), true);
        }
    }

    /** The time until the next sync; null for none. A refused token is tried about once a day until it is deleted. */
    private Duration wait(Claim claim, Verdict verdict, boolean refused) {
        if (refused) {
            return random(schedule.interval(), 0.8, 1.2);
        }
        return verdict.state().isPresent() ? null : verdict.confirmation().orElseGet(() -> backoff(claim.attempt()));
    }

    /** Spreads the syncs over time. When a quota is spent, the next sync waits until it resets. */
    private Duration interval(SyncResult result) {
        if (result.kind() != Kind.OVER_BUDGET) {
            return random(schedule.interval(), 0.8, 1.2);
        }
        Duration untilReset = Duration.between(clock.instant(), result.retryAt());
        return untilReset.isNegative() ? schedule.backoff() : untilReset.plus(random(schedule.backoff(), 0, 1));
    }

    /** Waits a random time, so that syncs that failed together do not come back together. */
    private Duration backoff(int attempt) {
        double doubled = schedule.backoff().toMillis() * Math.pow(2, Math.min(attempt, 30));
        double longest = Math.min(doubled, (double) schedule.maxBackoff().toMillis());
        return random(Duration.ofMillis((long) longest), 0, 1);
    }

    private static Duration random(Duration duration, double from, double to) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(from, to)));
    }
}
