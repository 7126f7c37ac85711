package dev.rollcall.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long audit events are kept. */
@ConfigMapping(prefix = "rollcall.audit")
interface AuditConfig {

    /** How long audit events are kept: at least 90 days. Without it, for ever. */
    Optional<Duration> retention();

    /** How often events whose retention has passed are deleted. */
    @WithDefault("1h")
    Duration cleanupInterval();
}
