package dev.rollcall.provider;

import java.time.Instant;
import java.util.Objects;

/**
 * A person's token at a provider (RFC 6749, section 5.1).
 *
 * @param refreshToken null if the provider issued none
 * @param expiresAt when the access token expires; null if the provider did not say
 * @param scopes what was granted, separated by spaces (RFC 6749, section 3.3); may be empty
 */
public record ProviderToken(String accessToken, String refreshToken, Instant expiresAt, String scopes) {

    public ProviderToken {
        Objects.requireNonNull(accessToken, "accessToken");
        Objects.requireNonNull(scopes, "scopes");
    }

    /** Keeps the tokens out of logs and messages. */
    @Override
    public String toString() {
        return "ProviderToken[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
    }
}
