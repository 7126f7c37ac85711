package dev.rollcall.provider.github;

import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.SsoRequired;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.ProviderResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What GitHub means by an error. Sources, at docs.github.com: "Troubleshooting the REST API", "Rate limits
 * for the REST API", "Best practices for using the REST API", "Authenticating to the REST API" (single sign-on), "Scopes
 * for OAuth apps".
 */
class Refusal {

    private static final String SSO = "X-GitHub-SSO";

    private Refusal() {}

    /** Whether a list lacks the organizations that require single sign-on, as {@code partial-results;} says. */
    static boolean isPartial(ProviderResponse response) {
        return response.header(SSO)
                .filter(value -> value.strip().startsWith("partial-results"))
                .isPresent();
    }

    static <T> Outcome<T> of(ProviderResponse response) {
        return switch (response.status()) {
            case 401 -> new Revoked<>();
            case 403, 429 -> refusal(response, response.message("/message"));
            case 404 -> new NotFound<>();
            case 451 -> new Suspended<>();
            default -> response.transientProblem(response.message("/message"));
        };
    }

    /** Never {@link Revoked}: rate limits and single sign-on refuse valid tokens too. */
    private static <T> Outcome<T> refusal(ProviderResponse response, String said) {
        String message = said.toLowerCase(Locale.ROOT);
        if (response.retryAfter().isPresent()) {
            return response.limited();
        }
        if (response.number("x-ratelimit-remaining").equals(Optional.of(0L))) {
            return response.limited(response.moment("x-ratelimit-reset"));
        }
        // The secondary rate limit's name, and its older one.
        if (response.status() == 429
                || message.contains("secondary rate limit")
                || message.contains("abuse detection")) {
            return response.limited();
        }
        Optional<String> sso = response.header(SSO).filter(value -> value.startsWith("required"));
        if (sso.isPresent()) {
            return new SsoRequired<>(ForeignText.url(sso.get().replaceFirst("^required;\\s*url=", ""), "https"));
        }
        Set<String> accepted = response.names("X-Accepted-OAuth-Scopes");
        if (response.header("X-OAuth-Scopes").isPresent()
                && !accepted.isEmpty()
                && response.names("X-OAuth-Scopes").stream().noneMatch(accepted::contains)) {
            return new InsufficientScope<>(accepted);
        }
        // Tokens of GitHub Apps have permissions and no scopes.
        if (message.startsWith("resource not accessible by")) {
            return new InsufficientScope<>(response.names("X-Accepted-GitHub-Permissions"));
        }
        return message.contains("suspended") ? new Suspended<>() : response.transientProblem(said);
    }
}
