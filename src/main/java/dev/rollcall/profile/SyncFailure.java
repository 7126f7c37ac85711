package dev.rollcall.profile;

import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import dev.rollcall.reconciliation.SyncResult;
import java.time.Duration;
import java.time.Instant;

/** What a person is told whose profile could not be taken over, and what to do. Never 401: the CLI would log out. */
public final class SyncFailure {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofMinutes(1);

    private SyncFailure() {}

    /**
     * Passes what is none.
     *
     * @throws ApiException if the profile is not what the provider says
     */
    public static void check(Identity identity, SyncResult result, Instant now) {
        String provider = identity.provider.wireName();
        switch (result.kind()) {
            // Lost: somebody signed in or disconnected meanwhile, and what is stored is newer.
            case OK, OVER_BUDGET, LOST -> {}
            case REVOKED ->
                throw ApiException.badRequest(
                        provider + " does not accept the stored token any more. Sign in with it again to go on.");
            case SCOPE_MISSING ->
                throw ApiException.badRequest(
                        provider + " shows too little with the stored token. Sign in with it again and consent to "
                                + orAll(result.detail()) + ".");
            case ORGANIZATIONS_HIDDEN ->
                throw ApiException.badRequest(
                        provider + " does not show your organizations; your profile was taken over."
                                + " Sign in with it again, and consent to " + orAll(result.detail()) + ".");
            case SSO_REQUIRED ->
                throw ApiException.badRequest(
                        provider + " wants you to sign in to your organization there first: " + result.detail());
            case SUSPENDED -> throw ApiException.badRequest("Your account at " + provider + " is suspended there.");
            case NOT_FOUND -> throw ApiException.badRequest(provider + " does not find your account.");
            case UNKNOWN_PROVIDER ->
                throw ApiException.badRequest("This installation of " + provider
                        + " is not configured here any more. Ask your administrator.");
            case MISMATCH ->
                throw ApiException.conflict("The stored token belongs to another account at " + provider
                        + ". Nothing was changed. Sign in with the account that you linked.");
            case LIMITED ->
                throw ApiException.unavailable(
                        provider + " wants fewer questions at the moment. Nothing was changed. Try again later.",
                        wait(result.retryAt(), now));
            case TIMED_OUT ->
                throw ApiException.gatewayTimeout(
                        provider + " does not answer in time. Nothing was changed. Try again later.");
            case DOWN ->
                throw ApiException.badGateway(
                        provider + " does not answer as it should. Nothing was changed. Try again later.");
        }
    }

    private static String orAll(String scopes) {
        return scopes.isEmpty() ? "what is asked for" : scopes;
    }

    private static Duration wait(Instant retryAt, Instant now) {
        if (retryAt == null) {
            return WAIT;
        }
        Duration wait = Duration.between(now, retryAt);
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
