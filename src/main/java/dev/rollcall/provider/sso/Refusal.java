package dev.rollcall.provider.sso;

import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.ProviderResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;

/** What UserInfo endpoints mean by an error. Source: RFC 6750, section 3.1, where the error code is in a header. */
class Refusal {

    private static final String INSUFFICIENT_SCOPE = "insufficient_scope";

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

    /** Never {@link Revoked}: a proxy in front of the provider can refuse valid tokens too. */
    private static <T> Outcome<T> refusal(ProviderResponse response) {
        if (response.retryAfter().isPresent()) {
            return response.limited();
        }
        // Keycloak writes it into the body too.
        boolean scope = response.message("/error").equals(INSUFFICIENT_SCOPE)
                || response.header(HttpHeaders.WWW_AUTHENTICATE)
                        .filter(said -> said.contains(INSUFFICIENT_SCOPE))
                        .isPresent();
        return scope ? new InsufficientScope<>(Set.of("openid")) : response.transientProblem(said(response));
    }

    private static String said(ProviderResponse response) {
        // The last one is Microsoft Graph's.
        return response.message("/error_description", "/error", "/error/message");
    }
}
