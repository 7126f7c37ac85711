package dev.rollcall.signin;

import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.http.ApiException;
import dev.rollcall.provider.OAuthErrors;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.RegistrationRefused;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.SsoRequired;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import io.quarkus.logging.Log;
import java.util.Optional;

/** What a person reads if their provider does not let them sign in, and the reason for the audit record. */
final class SignInErrors {

    /** How much of an unknown error the log repeats. Anybody can write a callback's URL. */
    private static final int LOGGED = 60;

    private SignInErrors() {}

    /** {@return the exception for an ID token that is missing or invalid, or names somebody else} */
    static ApiException unverified(ProviderClient client) {
        return new RefusedSignIn(
                Reason.UNVERIFIED,
                ApiException.badGateway("Rollcall could not verify who signed in at " + client.title()
                        + ". Start again. If that does not help, ask your administrator to check the log."));
    }

    /**
     * {@return the exception for an error in the callback} Its message repeats no text of the callback, because anybody can
     * write a callback's URL.
     *
     * @param error the query parameter {@code error} (RFC 6749, section 4.1.2.1)
     */
    static ApiException of(String error, ProviderClient client) {
        Optional<String> action = OAuthErrors.action(error);
        if (action.isPresent()) {
            Log.infof("%s refused a sign-in with the error '%s'", client.name(), error);
            return actionRequired(client, action.get());
        }
        return switch (error) {
            case "access_denied" ->
                new RefusedSignIn(
                        Reason.CONSENT_DENIED,
                        ApiException.forbidden("You did not allow the sign-in at " + client.title()
                                + ". To continue, start again and allow it."));
            case "server_error", "temporarily_unavailable" ->
                ApiException.badGateway(client.title() + " reported a temporary problem. Try again in a moment.");
            default -> {
                Log.warnf(
                        "%s refused a sign-in with the error '%s'. Check client id, scopes and callback URL there",
                        client.name(),
                        error.substring(0, Math.min(error.length(), LOGGED)).replaceAll("[^a-z_]", "?"));
                yield registrationRefused(client);
            }
        };
    }

    private static ApiException actionRequired(ProviderClient client, String advice) {
        return new RefusedSignIn(
                Reason.ACTION_REQUIRED,
                ApiException.forbidden(client.title() + " did not let you in yet. " + advice + " Then start again."));
    }

    private static ApiException registrationRefused(ProviderClient client) {
        return new RefusedSignIn(
                Reason.REGISTRATION_REFUSED,
                ApiException.badGateway(client.title()
                        + " refused the sign-in. Ask your administrator to check how Rollcall is registered there."));
    }

    /**
     * Returns the value that a provider gave.
     *
     * @throws ApiException if it gave none: 400 or 403 if the person must do something, 502, 503 or 504 if the provider fails
     */
    static <T> T value(Outcome<T> outcome, ProviderClient client) {
        if (outcome instanceof Ok<T> ok) {
            return ok.value();
        }
        if (outcome instanceof Revoked) {
            throw new RefusedSignIn(
                    Reason.CODE_REFUSED,
                    ApiException.badRequest(
                            client.title() + " no longer accepts the code of this sign-in. Start again."));
        }
        if (outcome instanceof RegistrationRefused) {
            // OAuth has logged what the operator should check.
            throw registrationRefused(client);
        }
        if (outcome instanceof ActionRequired<T> required) {
            Log.infof("%s refused a sign-in until the person acts there: %s", client.name(), required.advice());
            throw actionRequired(client, required.advice());
        }
        if (outcome instanceof SsoRequired<T> sso) {
            throw new RefusedSignIn(
                    Reason.SINGLE_SIGN_ON_REQUIRED,
                    ApiException.forbidden(client.title()
                            + " requires the single sign-on of your organization. Sign in to it there"
                            + sso.url().map(url -> " (" + url + ")").orElse("") + ", then start again."));
        }
        if (outcome instanceof NotFound<T> absent) {
            Log.infof(
                    "%s has no profile that may sign in, for the account that the person chose. If everybody gets"
                            + " this answer, check the provider's URLs in the settings",
                    client.name());
            String advice = absent.advice().isEmpty() ? "Choose another account there." : absent.advice();
            throw new RefusedSignIn(
                    Reason.NO_PROFILE,
                    ApiException.forbidden("This account at " + client.title() + " cannot be used to sign in here. "
                            + advice + " Then start again."));
        }
        if (outcome instanceof InsufficientScope) {
            throw new RefusedSignIn(
                    Reason.CONSENT_INCOMPLETE,
                    ApiException.forbidden("You did not give Rollcall all the permissions that it needs at "
                            + client.title() + ". Start again and allow them all."));
        }
        if (outcome instanceof Suspended) {
            throw new RefusedSignIn(
                    Reason.SUSPENDED_AT_PROVIDER,
                    ApiException.forbidden(client.title()
                            + " suspended your account there. Sign in again after it has been restored."));
        }
        if (outcome instanceof Limited) {
            Log.warnf("Sign-in at %s failed: the rate limit is reached", client.name());
            throw ApiException.unavailable("The rate limit of " + client.title() + " is reached. Try again later.");
        }
        if (outcome instanceof Transient<T> failure) {
            Log.warnf("Sign-in at %s failed: %s", client.name(), failure.reason());
            if (failure.timedOut()) {
                throw ApiException.gatewayTimeout(client.title() + " did not answer in time. Try again in a moment.");
            }
        }
        throw ApiException.badGateway(
                "Rollcall got no usable response from " + client.title() + ". Try again in a moment.");
    }
}
