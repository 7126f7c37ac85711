package dev.rollcall.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How much a replica does at once. */
@ConfigMapping(prefix = "rollcall.limits")
interface ConcurrencyLimits {

    /**
     * Requests that a replica works on at once; those beyond are answered 503 at once, instead of waiting for a database
     * connection in a queue without an end. Those that ask identity providers, which may take a minute, get half of it.
     */
    @Min(2)
    @WithDefault("100")
    int concurrentRequests();
}
