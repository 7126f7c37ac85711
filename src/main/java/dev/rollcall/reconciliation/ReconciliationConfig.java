package dev.rollcall.reconciliation;

import dev.rollcall.identity.RevocationConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the service keeps profiles as they are at the providers. */
@ConfigMapping(prefix = "rollcall.reconciliation")
interface ReconciliationConfig extends RevocationConfig {

    /** How long after a success an identity is due again, a fifth more or less. */
    @WithDefault("24h")
    Duration interval();

    /** How many identities a replica takes at once. */
    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int batch();

    /** How many identities a replica asks about at the same time. Each needs a database connection now and then. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int concurrency();

    /**
     * With less than this share of a person's quota left, the service asks nothing more on its own account: of what the
     * person shares with all of their tools it takes a fifth at most.
     */
    @WithDefault("0.8")
    @DecimalMin("0")
    @DecimalMax("1")
    double quotaReserve();

    /** After this time a bad answer about one person is asked for again, and believed if it is the same. */
    @WithDefault("15m")
    Duration confirmation();

    /** How far back a provider's failures are counted. */
    @WithDefault("1h")
    Duration failureWindow();

    /** How many identities must have been asked about in that time for their failures to be the provider's. */
    @WithDefault("10")
    @Min(1)
    int failureMinimum();

    /** Which share of them must have failed. */
    @WithDefault("0.2")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double failureShare();

    /** How long a failing provider is left alone; doubles while it goes on. */
    @WithDefault("5m")
    Duration pause();
}
