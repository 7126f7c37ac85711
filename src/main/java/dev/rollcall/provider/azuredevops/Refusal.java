package dev.rollcall.provider.azuredevops;

import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.ProviderResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;

/**
 * What Azure DevOps means by an error. Source, at learn.microsoft.com: "Rate and usage limits". For an invalid token it
 * may also send its sign-in page, as it does to browsers.
 */
class Refusal {

    /** "Request was blocked due to exceeding usage of resource", with any status. */
    private static final String BLOCKED = "TF400733";

    /** An account gets its profile when the person opens Azure DevOps for the first time. */
    private static final String NO_PROFILE =
            "Open https://dev.azure.com in your browser and sign in, so that your account"
                    + " gets a profile there. If you have one, choose the account that has it.";

    private Refusal() {}

    static <T> Outcome<T> of(ProviderResponse response) {
        String said = response.message("/message");
        if (response.status() == 401 || isSignInPage(response)) {
            return new Revoked<>();
        }
        if (response.status() == 429
                || (response.status() == 403 && response.retryAfter().isPresent())
                || said.contains(BLOCKED)) {
            return response.limited(response.moment("x-ratelimit-reset"));
        }
        // 403 never means Revoked: rate limits and location policies refuse valid tokens too.
        return response.status() == 404 ? new NotFound<>(NO_PROFILE) : response.transientProblem(said);
    }

    private static boolean isSignInPage(ProviderResponse response) {
        return switch (response.status()) {
            case 203 -> contains(response, HttpHeaders.CONTENT_TYPE, "text/html");
            // The URL is .../_signin?... Other redirects, as of a proxy, say nothing about the token.
            case 302 -> contains(response, HttpHeaders.LOCATION, "/_signin");
            default -> false;
        };
    }

    private static boolean contains(ProviderResponse response, String header, String text) {
        return response.header(header)
                .filter(value -> value.toLowerCase(Locale.ROOT).contains(text))
                .isPresent();
    }
}
