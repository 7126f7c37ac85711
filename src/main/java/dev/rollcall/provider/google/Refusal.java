package dev.rollcall.provider.google;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Revoked;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Google means by answers that are none. Sources: "Standard error responses" and "Resolve errors" at
 * developers.google.com, which its programming interfaces have in common, and RFC 6750, section 3.1.
 */
class Refusal {

    private static final Pattern LIMIT =
            Pattern.compile("(userR|r)ateLimitExceeded|(daily|quota)(Limit)?Exceeded|RATE_LIMIT_EXCEEDED");
    private static final Pattern SCOPE =
            Pattern.compile("insufficientPermissions|insufficient_scope|ACCESS_TOKEN_SCOPE_INSUFFICIENT");

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        return switch (answer.status()) {
            case 401 -> new Revoked<>();
            case 403 -> refusal(answer);
            case 429 -> limited(answer);
            // Even 404: an address that is wrong says nothing about the person.
            default -> answer.transientProblem(said(answer));
        };
    }

    /** Never {@link Revoked}: limits refuse good tokens. */
    private static <T> Outcome<T> refusal(Answer answer) {
        String reason = answer.message("/error/errors/0/reason", "/error/details/0/reason", "/error");
        if (answer.retryAfter().isPresent()
                || LIMIT.matcher(reason).matches()
                || answer.message("/error/status").equals("RESOURCE_EXHAUSTED")) {
            return limited(answer);
        }
        return SCOPE.matcher(reason).matches()
                ? new InsufficientScope<>(Set.of("openid"))
                : answer.transientProblem(said(answer));
    }

    private static <T> Outcome<T> limited(Answer answer) {
        return new Limited<>(answer.retryAfter().orElse(answer.in(Answer.WAIT)));
    }

    private static String said(Answer answer) {
        return answer.message("/error/message", "/error_description", "/error");
    }
}
