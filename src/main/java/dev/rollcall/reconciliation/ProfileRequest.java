package dev.rollcall.reconciliation;

import dev.rollcall.githubteam.GitHubTeams;
import dev.rollcall.identity.FreshTokens;
import dev.rollcall.identity.ProviderTokens.Stored;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.SsoRequired;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import dev.rollcall.verdict.SyncResult;
import dev.rollcall.verdict.SyncResult.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Asks a provider for a person's profile and organizations. */
@ApplicationScoped
class ProfileRequest {

    private final FreshTokens tokens;
    private final SyncMetrics metrics;
    private final ReconciliationConfig config;
    private final GitHubTeams teams;

    ProfileRequest(FreshTokens tokens, SyncMetrics metrics, ReconciliationConfig config, GitHubTeams teams) {
        this.tokens = tokens;
        this.teams = teams;
        this.metrics = metrics;
        this.config = config;
    }

    /**
     * What a provider answered.
     *
     * @param profile null if it has not changed, or the request failed
     * @param organizations null if the provider did not list them; not complete if the result is that some are hidden
     * @param teams null if nobody needs them, or the provider did not list them
     * @param etag null if there is none
     * @param version of the token that the provider accepted; null if it described nobody, or somebody else
     */
    record Answer(
            SyncResult result,
            ProviderProfile profile,
            List<ProviderOrganization> organizations,
            Ok<List<Long>> teams,
            String etag,
            Long version) {

        static Answer failed(SyncResult result) {
            return new Answer(result, null, null, null, null, null);
        }

        boolean describesPerson() {
            return version != null;
        }
    }

    /** Sends the requests of a sync. Called outside of transactions. */
    Answer send(Claim claim) {
        Outcome<Answer> outcome = tokens.use(claim.identity(), claim.client(), token -> send(claim, token));
        return outcome instanceof Ok<Answer> ok ? ok.value() : Answer.failed(SyncResult.of(outcome));
    }

    private Outcome<Answer> send(Claim claim, Stored token) {
        Outcome<ProviderProfile> outcome =
                claim.client().profile(token.token().accessToken(), claim.etag(token.version()));
        return outcome instanceof Unchanged
                ? ok(withOrganizations(claim, token, null, null))
                : outcome.then(profile -> ok(answer(claim, token, profile)));
    }

    private Answer answer(Claim claim, Stored token, Ok<ProviderProfile> profile) {
        profile.quota().ifPresent(quota -> metrics.quota(claim.client(), quota));
        String etag = profile.etag().orElse(null);
        Optional<Quota> spent = profile.quota()
                .filter(quota -> !claim.demanded() && quota.remaining() < quota.limit() * config.quotaReserve());
        if (!profile.value().subject().equals(claim.identity().subject)) {
            return Answer.failed(SyncResult.of(Kind.MISMATCH));
        }
        if (spent.isPresent()) {
            SyncResult result = new SyncResult(Kind.OVER_BUDGET, "", spent.get().reset());
            return new Answer(result, profile.value(), null, null, etag, token.version());
        }
        return withOrganizations(claim, token, profile.value(), etag);
    }

    private Answer withOrganizations(Claim claim, Stored token, ProviderProfile profile, String etag) {
        Outcome<List<ProviderOrganization>> outcome =
                claim.client().organizations(token.token().accessToken());
        List<ProviderOrganization> organizations = null;
        SyncResult result = SyncResult.of(Kind.OK);
        if (outcome instanceof Ok<List<ProviderOrganization>> ok) {
            organizations = ok.value();
            if (!ok.complete()) {
                result = hidden("Sign in to your organization there with single sign-on.");
            }
        } else if (outcome instanceof InsufficientScope<?> scope) {
            result = hidden("Consent to "
                    + (scope.wanted().isEmpty()
                            ? "everything that it asks for."
                            : String.join(" or ", scope.wanted()) + "."));
        } else if (outcome instanceof SsoRequired<?> sso) {
            result = hidden("Sign in to your organization there with single sign-on"
                    + sso.url().map(url -> " (" + url + ")").orElse("") + ".");
        } else if (!(outcome instanceof NotFound)) {
            result = SyncResult.of(outcome);
        }
        return new Answer(result, profile, organizations, teams(claim, token), etag, token.version());
    }

    /** If they cannot be read, the person stays in the teams as they are known. */
    private Ok<List<Long>> teams(Claim claim, Stored token) {
        return teams.concern(claim.identity())
                        && claim.client().ownTeams(token.token().accessToken()) instanceof Ok<List<Long>> shown
                ? shown
                : null;
    }

    private static SyncResult hidden(String advice) {
        return new SyncResult(Kind.ORGANIZATIONS_HIDDEN, advice, null);
    }

    private static Outcome<Answer> ok(Answer answer) {
        return new Ok<>(answer, Optional.empty(), Optional.empty());
    }
}
