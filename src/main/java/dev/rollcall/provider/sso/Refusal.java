package dev.rollcall.provider.sso;

import dev.rollcall.provider.Answer;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Revoked;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;

/** What UserInfo endpoints mean by answers that are none: RFC 6750, section 3.1, which says it in a header. */
class Refusal {

    private static final String INSUFFICIENT_SCOPE = "insufficient_scope";

    private Refusal() {}

    static <T> Outcome<T> of(Answer answer) {
        return switch (answer.status()) {
            case 401 -> new Revoked<>();
            case 403 -> refusal(answer);
            case 429 -> new Limited<>(answer.retryAfter().orElse(answer.in(Answer.WAIT)));
            // Even 404: an address that is wrong says nothing about the person.
            default -> answer.transientProblem(said(answer));
        };
    }

    /** Never {@link Revoked}: what stands in front of a provider refuses good tokens. */
    private static <T> Outcome<T> refusal(Answer answer) {
        if (answer.retryAfter().isPresent()) {
            return new Limited<>(answer.retryAfter().get());
        }
        // Keycloak has it in the body as well.
        boolean scope = answer.message("/error").equals(INSUFFICIENT_SCOPE)
                || answer.header(HttpHeaders.WWW_AUTHENTICATE)
                        .filter(said -> said.contains(INSUFFICIENT_SCOPE))
                        .isPresent();
        return scope ? new InsufficientScope<>(Set.of("openid")) : answer.transientProblem(said(answer));
    }

    private static String said(Answer answer) {
        // The latter is Microsoft Graph's.
        return answer.message("/error_description", "/error", "/error/message");
    }
}
