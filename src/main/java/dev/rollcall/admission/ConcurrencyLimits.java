package dev.rollcall.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Limits of what a replica does at the same time. */
@ConfigMapping(prefix = "rollcall.limits")
interface ConcurrencyLimits {

    /**
     * Number of requests that a replica handles at the same time. It answers 503 to further requests at once.
     * Operations that wait for identity providers get half of this number. See docs/decisions/0015-overload.md.
     */
    @Min(2)
    @WithDefault("100")
    int concurrentRequests();
}
