package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.ProviderResponse;
import java.util.Locale;
import java.util.Set;

/**
 * What Bitbucket Cloud means by an error. Sources: "The Bitbucket Cloud REST API" (standardized error
 * responses) at developer.atlassian.com, "API request limits" at support.atlassian.com.
 */
class Refusal {

    private Refusal() {}

    static <T> Outcome<T> of(ProviderResponse response) {
        return switch (response.status()) {
            case 401 -> new Revoked<>();
            case 403 -> forbidden(response);
            case 404 -> new NotFound<>();
            case 410 -> response.transientProblem("Bitbucket has removed this from its API");
            case 429 -> response.limited();
            default -> response.transientProblem(response.message("/error/message"));
        };
    }

    /** Never {@link Revoked}: lists of allowed IP addresses, for example, refuse valid tokens too. */
    private static <T> Outcome<T> forbidden(ProviderResponse response) {
        if (response.retryAfter().isPresent()) {
            return response.limited();
        }
        String message = response.message("/error/message");
        // Each endpoint that Rollcall uses requires one scope.
        String required = response.message("/error/detail/required/0");
        if (!required.isBlank()) {
            return new InsufficientScope<>(Set.of(required));
        }
        return message.toLowerCase(Locale.ROOT).contains("privilege scopes")
                ? new InsufficientScope<>(Set.of())
                : response.transientProblem(message);
    }
}
