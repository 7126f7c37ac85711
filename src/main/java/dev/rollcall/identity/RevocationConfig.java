package dev.rollcall.identity;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How often and how long the service tries to revoke tokens. A part of {@code rollcall.reconciliation}, because both jobs
 * send requests to providers at the same rate.
 */
public interface RevocationConfig {

    /** How often a replica looks for identities that are due, and for tokens to revoke. */
    @WithDefault("30s")
    Duration every();

    /** The wait after the first failure. It doubles with each further failure; the job takes a random part of it. */
    @WithDefault("1m")
    Duration backoff();

    /** The longest wait after a failure. */
    @WithDefault("6h")
    Duration maxBackoff();

    /** How long the service tries to revoke a token. */
    @WithDefault("7d")
    Duration revocation();
}
