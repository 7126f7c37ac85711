package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import java.util.Locale;
import java.util.Set;

/**
 * What Bitbucket Cloud means by answers that are none. Sources: "The Bitbucket Cloud REST API" (standardized error
 * responses) at developer.atlassian.com, "API request limits" at support.atlassian.com.
 */
class Refusal {

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        return switch (answer.status()) {
            case 401 -> new Revoked<>();
            case 403 -> forbidden(answer);
            case 404 -> new NotFound<>();
            case 410 -> answer.transientProblem("Bitbucket has removed this from its API");
            case 429 -> limited(answer);
            default -> answer.transientProblem(answer.message("/error/message"));
        };
    }

    /** Never {@link Revoked}: lists of allowed addresses, for example, refuse good tokens. */
    private static <T> Outcome<T> forbidden(Answer answer) {
        if (answer.retryAfter().isPresent()) {
            return limited(answer);
        }
        String message = answer.message("/error/message");
        // The parts of the API that are asked need one scope each.
        String required = answer.message("/error/detail/required/0");
        if (!required.isBlank()) {
            return new InsufficientScope<>(Set.of(required));
        }
        return message.toLowerCase(Locale.ROOT).contains("privilege scopes")
                ? new InsufficientScope<>(Set.of())
                : answer.transientProblem(message);
    }

    /** Tokens of OAuth consumers are told neither their quota nor how long to wait. */
    private static <T> Outcome<T> limited(Answer answer) {
        return new Limited<>(answer.retryAfter().orElse(answer.in(Answer.WAIT)));
    }
}
