package dev.rollcall.identity;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How often, and for how long, the service gives tokens back to their provider. A part of
 * {@code rollcall.reconciliation}: both jobs ask providers, so that they keep to the same rhythm.
 */
public interface RevocationConfig {

    /** How often a replica looks for identities that are due, and for tokens to give back. */
    @WithDefault("30s")
    Duration every();

    /** The wait after the first failure. It doubles with each further failure; the job takes a random part of it. */
    @WithDefault("1m")
    Duration backoff();

    /** The longest wait after a failure. */
    @WithDefault("6h")
    Duration maxBackoff();

    /** How long the service tries to give a token back to its provider. */
    @WithDefault("7d")
    Duration revocation();
}
