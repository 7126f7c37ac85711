package dev.rollcall.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the use of tokens is recorded. */
@ConfigMapping(prefix = "rollcall.tokens")
interface TokenUse {

    /**
     * How far a token's "last used" may lag behind. Each replica writes one statement per interval; a crash forgets one
     * interval.
     */
    @WithDefault("60s")
    Duration lastUsedInterval();
}
