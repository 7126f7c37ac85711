package dev.rollcall.provider;

import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.RegistrationRefused;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** What the errors of authorization servers mean, and who can do something about them. */
public final class OAuthErrors {

    private static final Logger LOG = Logger.getLogger(OAuthErrors.class);

    /** The code or refresh token is invalid: RFC 6749, section 5.2, and GitHub's names for it. */
    private static final Set<String> INVALID = Set.of("invalid_grant", "bad_verification_code", "bad_refresh_token");

    /**
     * What one person must do at the provider before it issues a token: OpenID Connect Core, section 3.1.2.6, which Entra
     * uses for refresh tokens too, and GitHub's name for an unverified address.
     */
    private static final Map<String, String> ACTIONS = Map.of(
            "interaction_required", "Sign in there in your browser, and do what it asks.",
            "login_required", "Sign in there in your browser.",
            "account_selection_required", "Sign in there in your browser, and choose an account.",
            "consent_required", "Sign in there in your browser, and allow Rollcall what it asks for.",
            "unverified_user_email", "Verify your e-mail address there.");

    /** What the operator must correct: RFC 6749, section 5.2, and other names of GitHub, Google and Entra. */
    private static final Map<String, String> MISTAKES = Map.ofEntries(
            Map.entry("invalid_client", "the client id and the secret, which may have expired"),
            Map.entry("incorrect_client_credentials", "the client id and the secret"),
            Map.entry("deleted_client", "whether the registration still exists"),
            Map.entry("disabled_client", "whether the registration is enabled"),
            Map.entry("application_suspended", "whether the registration is suspended"),
            Map.entry("unauthorized_client", "the client id, and what the registration is allowed"),
            Map.entry("redirect_uri_mismatch", "the callback URL"),
            Map.entry("invalid_scope", "the scopes"),
            Map.entry("invalid_request", "the callback URL and the kind of the registration"),
            Map.entry("invalid_resource", "the scopes"),
            Map.entry("invalid_target", "the scopes"),
            Map.entry("unsupported_grant_type", "the kind of the registration"));

    /** The number of an error of Entra ("Microsoft Entra authentication and authorization error codes"). */
    private static final Pattern ENTRA = Pattern.compile("\\bAADSTS[0-9]{3,10}\\b");

    /**
     * Entra's numbers for what one person must do: a second factor, a new password, a consent, or what conditional access
     * demands. The error code beside them is {@code interaction_required} or {@code invalid_grant}.
     */
    private static final Set<String> ENTRA_ACTIONS = Set.of(
            "AADSTS50055",
            "AADSTS50072",
            "AADSTS50074",
            "AADSTS50076",
            "AADSTS50078",
            "AADSTS50079",
            "AADSTS50158",
            "AADSTS53000",
            "AADSTS53001",
            "AADSTS53002",
            "AADSTS53003",
            "AADSTS53004",
            "AADSTS65001",
            "AADSTS70043",
            "AADSTS700084");

    private OAuthErrors() {}

    /**
     * What a person must do at the provider, in a sentence, because of an error code in a response or callback.
     *
     * @param error as in RFC 6749, sections 4.1.2.1 and 5.2
     * @return empty if the error is not about the person
     */
    public static Optional<String> action(String error) {
        return Optional.ofNullable(ACTIONS.get(error));
    }

    /** {@return whether an error says that a code or a refresh token is invalid} */
    static boolean isInvalid(String error) {
        return INVALID.contains(error);
    }

    /**
     * What a refusal means for the caller: {@link Revoked} if the code or token is invalid, {@link ActionRequired} if a person
     * must act, {@link RegistrationRefused} if the operator must, otherwise {@link Transient}. Logs what the operator or the
     * person can correct.
     *
     * @param error the {@linkplain #code code} of the response
     */
    static <T> Outcome<T> refusal(OAuthRegistration registration, ProviderResponse response, String error) {
        String number = entra(response);
        if (INVALID.contains(error) && !ENTRA_ACTIONS.contains(number)) {
            return new Revoked<>();
        }
        if (response.status() == 429 || response.retryAfter().isPresent()) {
            return response.limited();
        }
        String said =
                "status " + response.status() + (error.isEmpty() ? "" : ": " + error + (" " + number).stripTrailing());
        Optional<String> action = action(ENTRA_ACTIONS.contains(number) ? "interaction_required" : error);
        if (action.isPresent()) {
            LOG.infof("%s wants a person to act there first: %s", registration.tokenUrl(), said);
            return new ActionRequired<>(action.get());
        }
        if (MISTAKES.containsKey(error)) {
            // Until the operator corrects this, nobody can sign in.
            LOG.warnf(
                    "%s refuses client '%s': %s. Check there: %s",
                    registration.tokenUrl(), registration.clientId(), said, MISTAKES.get(error));
            return new RegistrationRefused<>(said);
        }
        if (response.status() < 500) {
            LOG.warnf("%s refuses client '%s': %s", registration.tokenUrl(), registration.clientId(), said);
        }
        return new Transient<>(said);
    }

    /** Entra's number of an error, for example {@code AADSTS50076}; empty if there is none. */
    private static String entra(ProviderResponse response) {
        Matcher number = ENTRA.matcher(response.message("/error_description"));
        return number.find() ? number.group() : "";
    }

    /** The error code (RFC 6749, section 5.2); empty if it is none, or has other characters than the RFC allows. */
    static String code(ProviderResponse response) {
        String error = response.message("/error");
        return error.matches("[!-~]*") ? error : "";
    }
}
