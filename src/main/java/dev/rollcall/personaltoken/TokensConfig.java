package dev.rollcall.personaltoken;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long personal access tokens live, and how long ended ones are kept. */
@ConfigMapping(prefix = "rollcall.tokens")
interface TokensConfig {

    /**
     * The longest lifetime of a new personal token. A client that asks for a token without end gets one with this
     * lifetime. Without it, personal tokens need not end.
     */
    Optional<Duration> maxLifetime();

    /** The lifetime of the tokens that {@code pulumi login} gets in a browser. */
    @WithDefault("90d")
    Duration loginLifetime();

    /** How long a personal token is kept after it has expired or was revoked. */
    @WithDefault("30d")
    Duration retention();

    /** How often tokens whose retention has passed are deleted. */
    @WithDefault("1h")
    Duration cleanupInterval();
}
