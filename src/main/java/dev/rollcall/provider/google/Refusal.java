package dev.rollcall.provider.google;

import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.ProviderResponse;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Google means by an error. Sources: "Standard error responses" and "Resolve errors" at developers.google.com, which
 * apply to all of its APIs, and RFC 6750, section 3.1.
 */
class Refusal {

    private static final Pattern LIMIT =
            Pattern.compile("(userR|r)ateLimitExceeded|(daily|quota)(Limit)?Exceeded|RATE_LIMIT_EXCEEDED");
    private static final Pattern SCOPE =
            Pattern.compile("insufficientPermissions|insufficient_scope|ACCESS_TOKEN_SCOPE_INSUFFICIENT");

    private Refusal() {}

    static <T> Outcome<T> of(ProviderResponse response) {
        return switch (response.status()) {
            case 401 -> new Revoked<>();
            case 403 -> refusal(response);
            case 429 -> response.limited();
            // 404 too: a wrong URL says nothing about the person.
            default -> response.transientProblem(said(response));
        };
    }

    /** Never {@link Revoked}: rate limits refuse valid tokens too. */
    private static <T> Outcome<T> refusal(ProviderResponse response) {
        String reason = response.message("/error/errors/0/reason", "/error/details/0/reason", "/error");
        if (response.retryAfter().isPresent()
                || LIMIT.matcher(reason).matches()
                || response.message("/error/status").equals("RESOURCE_EXHAUSTED")) {
            return response.limited();
        }
        return SCOPE.matcher(reason).matches()
                ? new InsufficientScope<>(Set.of("openid"))
                : response.transientProblem(said(response));
    }

    private static String said(ProviderResponse response) {
        return response.message("/error/message", "/error_description", "/error");
    }
}
