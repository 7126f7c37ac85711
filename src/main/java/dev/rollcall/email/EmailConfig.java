package dev.rollcall.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How people verify their e-mail addresses. */
@ConfigMapping(prefix = "rollcall.email")
interface EmailConfig {

    /** How long the link in a mail works after it was sent, or sent again. */
    @WithDefault("24h")
    Duration lifetime();

    /** Links that an account can have sent within 24 hours. */
    @Min(1)
    @WithDefault("10")
    int maxPerAccount();

    /** How often a replica deletes addresses that were not verified in time. */
    @WithDefault("1h")
    Duration cleanupInterval();
}
