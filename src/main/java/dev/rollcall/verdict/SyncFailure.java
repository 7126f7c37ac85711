package dev.rollcall.verdict;

import dev.rollcall.http.ApiException;
import dev.rollcall.identity.Identity;
import java.time.Duration;
import java.time.Instant;

/**
 * Turns the failure of a sync into a response that says what the person can do. Never 401, because the CLI would report
 * a bad Rollcall token (contract, section 1.3).
 */
public final class SyncFailure {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofMinutes(1);

    private SyncFailure() {}

    /**
     * Returns if the sync succeeded.
     *
     * @throws ApiException 400 if the person must do something, 409 if the token belongs to another account, 502, 503
     *     or 504 if the provider fails, limits requests or is too slow
     */
    public static void check(Identity identity, SyncResult result, Instant now) {
        String provider = identity.provider.wireName();
        switch (result.kind()) {
            // LOST: the person signed in or disconnected meanwhile, so the stored profile is newer.
            case OK, OVER_BUDGET, LOST -> {}
            case REVOKED ->
                throw ApiException.badRequest(provider
                        + " no longer accepts the stored token. Sign in to Rollcall with this identity again.");
            case SCOPE_MISSING ->
                throw ApiException.badRequest("The stored token of " + provider
                        + " does not have all permissions. Sign in to Rollcall with this"
                        + " identity again and consent to " + orAll(result.detail()) + ".");
            case ORGANIZATIONS_HIDDEN ->
                throw ApiException.badRequest("Your profile was updated, but " + provider
                        + " does not show all of your organizations. " + result.detail()
                        + " Then sign in to Rollcall with this identity again.");
            case SSO_REQUIRED ->
                throw ApiException.badRequest((provider
                                + " shows your organization only after single sign-on. Sign in to it there,"
                                + " then try again. " + result.detail())
                        .strip());
            case SUSPENDED ->
                throw ApiException.badRequest(
                        provider + " suspended your account there. Try again after it has been restored.");
            case NOT_FOUND ->
                throw ApiException.badRequest(provider + " does not find your account. "
                        + (result.detail().isEmpty() ? "" : result.detail() + " ")
                        + "If it exists, sign in to Rollcall with it again.");
            case ACTION_REQUIRED ->
                throw ApiException.badRequest(provider + " wants you to do something there first. " + result.detail()
                        + " Then sign in to Rollcall with this identity again.");
            case UNKNOWN_PROVIDER -> throw notConfigured(identity);
            case MISMATCH ->
                throw ApiException.conflict("The stored token belongs to another account at " + provider
                        + ". Nothing was changed. Sign in to Rollcall with the account that you linked.");
            case LIMITED ->
                throw ApiException.unavailable(
                        "The rate limit of " + provider + " is reached. Nothing was changed. Try again later.",
                        wait(result.retryAt(), now));
            case REGISTRATION_REFUSED ->
                throw ApiException.badGateway(
                        provider + " does not accept how Rollcall is registered there. Nothing was"
                                + " changed. Ask your administrator to check the log.");
            case TIMED_OUT ->
                throw ApiException.gatewayTimeout(
                        provider + " did not answer in time. Nothing was changed. Try again later.");
            case DOWN ->
                throw ApiException.badGateway(
                        provider + " is down or sent an unusable response. Nothing was changed. Try again later.");
        }
    }

    /** Status 400: the installation of the identity is not configured here, or not any more. */
    public static ApiException notConfigured(Identity identity) {
        return ApiException.badRequest(identity.provider.title() + " is not configured on this server. Ask your"
                + " administrator to add it: " + identity.instance);
    }

    private static String orAll(String scopes) {
        return scopes.isEmpty() ? "everything that it asks for" : scopes;
    }

    private static Duration wait(Instant retryAt, Instant now) {
        if (retryAt == null) {
            return WAIT;
        }
        Duration wait = Duration.between(now, retryAt);
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
