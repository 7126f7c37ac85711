package dev.rollcall.provider.azuredevops;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;

/**
 * What Azure DevOps means by answers that are none. Source, at learn.microsoft.com: "Rate and usage limits". Its sign-in
 * page instead of a 401 is for browsers, and what it takes a program without a good token for.
 */
class Refusal {

    /** "Request was blocked due to exceeding usage of resource", whatever the status is. */
    private static final String BLOCKED = "TF400733";

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        String said = answer.message("/message");
        if (answer.status() == 401 || isSignInPage(answer)) {
            return new Revoked<>();
        }
        if (answer.status() == 429
                || (answer.status() == 403 && answer.retryAfter().isPresent())
                || said.contains(BLOCKED)) {
            return new Limited<>(answer.retryAfter()
                    .or(() -> answer.moment("x-ratelimit-reset"))
                    .orElse(answer.in(Answer.WAIT)));
        }
        // A 403 is never Revoked: limits and policies about where people are refuse good tokens.
        return answer.status() == 404 ? new NotFound<>() : answer.transientProblem(said);
    }

    private static boolean isSignInPage(Answer answer) {
        return switch (answer.status()) {
            case 203 -> contains(answer, HttpHeaders.CONTENT_TYPE, "text/html");
            // To .../_signin?...; what redirects for another reason, as a proxy does, says nothing about the token.
            case 302 -> contains(answer, HttpHeaders.LOCATION, "/_signin");
            default -> false;
        };
    }

    private static boolean contains(Answer answer, String header, String text) {
        return answer.header(header)
                .filter(value -> value.toLowerCase(Locale.ROOT).contains(text))
                .isPresent();
    }
}
