package dev.rollcall.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What request bodies may cost a replica. */
@ConfigMapping(prefix = "rollcall.limits.bodies")
interface BodyLimits {

    /** The largest body, as it arrives and after unpacking. Larger ones are answered 413. */
    @WithDefault("64K")
    MemorySize size();

    /** The longest time from the start of a body to its end. A slower client is answered 408. */
    @WithDefault("10s")
    Duration timeout();

    /** Memory for all bodies that a replica holds at once. Beyond it, bodies are answered 503. */
    @WithDefault("16M")
    MemorySize memory();

    /** Bodies that one client address may send at the same time. Beyond it, its bodies are answered 429. */
    @WithDefault("32")
    @Min(1)
    int perAddress();

    /**
     * Temporary files for bodies and responses with the state of stacks. Beyond it, such requests are answered 503. The
     * folder for temporary files needs this much room.
     */
    @WithDefault("512M")
    MemorySize disk();
}
