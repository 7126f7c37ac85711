package dev.rollcall.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Rate limits per client. Each replica counts on its own. */
@ConfigMapping(prefix = "rollcall.limits")
interface Limits {

    /**
     * Invalid credentials per minute and client address (IPv6: per /64 network). Beyond the limit, the address gets 429
     * without a database query. Credentials that were valid before still work. 0 means no limit.
     */
    @Min(0)
    @WithDefault("60")
    int failedAuthentications();

    /** Requests per minute and token. Beyond the limit, they get 429. 0 means no limit. */
    @Min(0)
    @WithDefault("6000")
    int requests();

    /**
     * Requests of the sign-in flow (to an identity provider and back) per minute and client address. Beyond the limit,
     * they get 429. 0 means no limit.
     */
    @Min(0)
    @WithDefault("60")
    int signIns();
}
