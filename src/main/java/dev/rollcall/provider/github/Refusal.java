package dev.rollcall.provider.github;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.SsoRequired;
import dev.rollcall.provider.Outcome.Suspended;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What GitHub means by answers that are none. Sources, at docs.github.com: "Troubleshooting the REST API", "Rate limits
 * for the REST API", "Best practices for using the REST API", "Authenticating to the REST API" (single sign-on), "Scopes
 * for OAuth apps".
 */
class Refusal {

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        return switch (answer.status()) {
            case 401 -> new Revoked<>();
            case 403, 429 -> refusal(answer, answer.message("/message"));
            case 404 -> new NotFound<>();
            case 451 -> new Suspended<>();
            default -> answer.transientProblem(answer.message("/message"));
        };
    }

    /** Never {@link Revoked}: limits and single sign-on refuse good tokens. */
    private static <T> Outcome<T> refusal(Answer answer, String said) {
        String message = said.toLowerCase(Locale.ROOT);
        Optional<Instant> limitedUntil = limitedUntil(answer, message);
        if (limitedUntil.isPresent()) {
            return new Limited<>(limitedUntil.get());
        }
        Optional<String> sso = answer.header("X-GitHub-SSO").filter(value -> value.startsWith("required"));
        if (sso.isPresent()) {
            return new SsoRequired<>(Answer.httpsUrl(sso.get().replaceFirst("^required;\\s*url=", "")));
        }
        Set<String> accepted = answer.names("X-Accepted-OAuth-Scopes");
        if (answer.header("X-OAuth-Scopes").isPresent()
                && !accepted.isEmpty()
                && answer.names("X-OAuth-Scopes").stream().noneMatch(accepted::contains)) {
            return new InsufficientScope<>(accepted);
        }
        // Tokens of GitHub Apps have permissions instead of scopes.
        if (message.startsWith("resource not accessible by")) {
            return new InsufficientScope<>(answer.names("X-Accepted-GitHub-Permissions"));
        }
        return message.contains("suspended") ? new Suspended<>() : answer.transientProblem(said);
    }

    private static Optional<Instant> limitedUntil(Answer answer, String message) {
        if (answer.retryAfter().isPresent()) {
            return answer.retryAfter();
        }
        if (answer.number("x-ratelimit-remaining").equals(Optional.of(0L))) {
            return Optional.of(answer.moment("x-ratelimit-reset").orElse(answer.in(Answer.WAIT)));
        }
        // The secondary limit's name, and its older one.
        return answer.status() == 429 || message.contains("secondary rate limit") || message.contains("abuse detection")
                ? Optional.of(answer.in(Answer.WAIT))
                : Optional.empty();
    }
}
