package dev.rollcall.checkpoint;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** The state of stacks: whether this service keeps it, its limits, and how long it is kept. */
@ConfigMapping(prefix = "rollcall.state")
public interface StateConfig {

    /** Off if another service keeps the state of stacks. Then every operation of updates, states and secrets is refused. */
    @WithDefault("true")
    boolean enabled();

    /** The largest state as it arrives, usually compressed. Larger ones are answered 413. */
    @WithDefault("64M")
    MemorySize receivedSize();

    /** The largest state after decompression. Larger ones are answered 413. */
    @WithDefault("512M")
    MemorySize inflatedSize();

    /** The longest time from the start of a request with a state to its end. A slower client is answered 408. */
    @WithDefault("2m")
    Duration bodyTimeout();

    /**
     * The largest request that creates an update, encrypts or decrypts one value, and the largest batch of events or secrets
     * as it arrives. Batches may be eight times as large after decompression.
     */
    @WithDefault("2M")
    MemorySize requestSize();

    /** How long an update may go on without a sign of its client. Clients count on five minutes. */
    @WithDefault("5m")
    Duration lease();

    /** How often a replica ends updates whose lease has run out, and deletes what is not needed any more. */
    @WithDefault("15s")
    Duration expiryInterval();

    /** How often a replica deletes old states and events. */
    @WithDefault("1h")
    Duration cleanupInterval();

    /** How many of the newest states of each stack are always kept. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000_000)
    int keepVersions();

    /** How long older states are kept. Without it, all states are kept for ever. */
    Optional<Duration> retention();

    /** How long the events of updates are kept, and dry runs. */
    @WithDefault("14d")
    Duration eventRetention();

    /** Events that are kept of one update. Further events are answered as usual, and dropped. */
    @WithDefault("32M")
    MemorySize eventsPerUpdate();
}
