package dev.rollcall.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the last use of tokens is stored. */
@ConfigMapping(prefix = "rollcall.tokens")
interface TokenUse {

    /**
     * How old a token's "last used" may be. Each replica executes one statement per interval. A crash loses one
     * interval.
     */
    @WithDefault("60s")
    Duration lastUsedInterval();
}
