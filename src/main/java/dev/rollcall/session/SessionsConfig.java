package dev.rollcall.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The lifetime of browser sessions. */
@ConfigMapping(prefix = "rollcall.sessions")
public interface SessionsConfig {

    /** A session ends after this time without a request. */
    @WithDefault("12h")
    Duration idle();

    /** A session ends this long after the sign-in, whether it is used or not. */
    @WithDefault("7d")
    Duration absolute();

    /** How often ended sessions and unfinished sign-ins are deleted. */
    @WithDefault("10m")
    Duration cleanupInterval();
}
