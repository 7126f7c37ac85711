package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.ProviderResponse;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What GitLab means by an error. Sources, at docs.gitlab.com: "Troubleshooting the REST API", "Rate limits" and those of
 * GitLab.com, "Blocking and unblocking users". Insufficient scopes follow RFC 6750, section 3.1. The messages about
 * people are those of {@code lib/gitlab/auth/user_access_denied_reason.rb} in GitLab.
 */
class Refusal {

    /** The scopes in a WWW-Authenticate header (RFC 6750, section 3). */
    private static final Pattern SCOPE = Pattern.compile("\\bscope=\"([^\"]*)\"");

    /** GitLab's messages for accounts that only an administrator can let in again. */
    private static final Pattern SHUT_OUT =
            Pattern.compile("account (has been|is) (blocked|banned|deactivated)|pending approval");

    private static final Pattern TERMS = Pattern.compile("must accept the terms");

    private static final Pattern PASSWORD = Pattern.compile("password (has )?expired");

    private static final Pattern ADDRESS = Pattern.compile("email address is not confirmed");

    private Refusal() {}

    static <T> Outcome<T> of(ProviderResponse response) {
        return switch (response.status()) {
            case 401 -> new Revoked<>();
            case 403 -> forbidden(response);
            case 404 -> new NotFound<>();
            case 429 -> limited(response);
            default -> response.transientProblem(said(response));
        };
    }

    /** Never {@link Revoked}: GitLab refuses valid tokens too, for example from an IP address that failed too often. */
    private static <T> Outcome<T> forbidden(ProviderResponse response) {
        if (response.retryAfter().isPresent()) {
            return limited(response);
        }
        String challenge = response.header("WWW-Authenticate").orElse("");
        if (response.message("/error").equals("insufficient_scope")
                || challenge.contains("error=\"insufficient_scope\"")) {
            return new InsufficientScope<>(scopes(response.message("/scope"), challenge));
        }
        String said = said(response).toLowerCase(Locale.ROOT);
        if (SHUT_OUT.matcher(said).find()) {
            return new Suspended<>();
        }
        if (TERMS.matcher(said).find()) {
            return new ActionRequired<>("Open it in your browser, and accept its terms.");
        }
        if (PASSWORD.matcher(said).find()) {
            return new ActionRequired<>("Open it in your browser, and change your password, which has expired.");
        }
        return ADDRESS.matcher(said).find()
                ? new ActionRequired<>("Confirm your e-mail address there.")
                : response.transientProblem(said(response));
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

    private static <T> Outcome<T> limited(ProviderResponse response) {
        return response.limited(response.moment("RateLimit-Reset"));
    }

    private static String said(ProviderResponse response) {
        return response.message("/message", "/error_description", "/error");
    }
}
