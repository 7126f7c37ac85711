package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Suspended;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What GitLab means by answers that are none. Sources, at docs.gitlab.com: "Troubleshooting the REST API", "Rate limits"
 * and those of GitLab.com, "Blocking and unblocking users"; the refusals of a scope are those of RFC 6750, section 3.1.
 */
class Refusal {

    /** The scopes in a WWW-Authenticate header (RFC 6750, section 3). */
    private static final Pattern SCOPE = Pattern.compile("\\bscope=\"([^\"]*)\"");

    /** What GitLab tells people that it does not let in until an administrator does. */
    private static final Pattern SHUT_OUT =
            Pattern.compile("account (has been|is) (blocked|banned|deactivated)|pending approval");

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        return switch (answer.status()) {
            case 401 -> new Revoked<>();
            case 403 -> forbidden(answer);
            case 404 -> new NotFound<>();
            case 429 -> limited(answer);
            default -> answer.transientProblem(said(answer));
        };
    }

    /** Never {@link Revoked}: an address that failed too often, for example, is refused with good tokens as well. */
    private static <T> Outcome<T> forbidden(Answer answer) {
        if (answer.retryAfter().isPresent()) {
            return limited(answer);
        }
        String challenge = answer.header("WWW-Authenticate").orElse("");
        if (answer.message("/error").equals("insufficient_scope")
                || challenge.contains("error=\"insufficient_scope\"")) {
            return new InsufficientScope<>(scopes(answer.message("/scope"), challenge));
        }
        return SHUT_OUT.matcher(said(answer).toLowerCase(Locale.ROOT)).find()
                ? new Suspended<>()
                : answer.transientProblem(said(answer));
    }

    private static Set<String> scopes(String body, String challenge) {
        String listed = body.isBlank()
                ? SCOPE.matcher(challenge)
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .collect(Collectors.joining(" "))
                : body;
        return Arrays.stream(listed.split("\\s+"))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Limits of parts of the application come without headers. */
    private static <T> Outcome<T> limited(Answer answer) {
        return new Limited<>(
                answer.retryAfter().or(() -> answer.moment("RateLimit-Reset")).orElse(answer.in(Answer.WAIT)));
    }

    private static String said(Answer answer) {
        return answer.message("/message", "/error_description", "/error");
    }
}
