package dev.rollcall.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a browser stays signed in. */
@ConfigMapping(prefix = "rollcall.sessions")
public interface SessionsConfig {

    /** Without a request for so long a session ends. */
    @WithDefault("12h")
    Duration idle();

    /** After so long a session ends in any case. */
    @WithDefault("7d")
    Duration absolute();

    /** How often sessions that have ended, and sign-ins that nobody finished, are deleted. */
    @WithDefault("10m")
    Duration cleanupInterval();
}
