package dev.rollcall.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How often one client may call, per replica. */
@ConfigMapping(prefix = "rollcall.limits")
interface Limits {

    /**
     * Credentials that are refused, per minute and client address (IPv6: per /64 network). Beyond it the address is
     * answered 429 without a look into the database, except with credentials that worked before. 0 for no limit.
     */
    @Min(0)
    @WithDefault("60")
    int failedAuthentications();

    /** Requests per minute and token; beyond it they are answered 429. 0 for no limit. */
    @Min(0)
    @WithDefault("6000")
    int requests();

    /**
     * Steps of browsers on the way to an identity provider and back, per minute and client address; beyond it they are
     * answered 429. 0 for no limit.
     */
    @Min(0)
    @WithDefault("60")
    int signIns();
}
