package dev.rollcall.reconciliation;

import dev.rollcall.identity.RevocationConfig;
import dev.rollcall.verdict.DepartureConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When the service syncs identities on its own, and when it believes a provider. */
@ConfigMapping(prefix = "rollcall.reconciliation")
interface ReconciliationConfig extends RevocationConfig, DepartureConfig {

    /** The time from a successful sync to the next one, plus or minus one fifth. */
    @WithDefault("24h")
    Duration interval();

    /** How many identities a replica claims at once. It never claims more than {@link #concurrency}. */
    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int batch();

    /** How many identities a replica syncs at the same time. Each needs a database connection now and then. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int concurrency();

    /**
     * The share of a person's quota at the provider that stays reserved for the person's own tools. If less is left, a
     * scheduled sync asks nothing more.
     */
    @WithDefault("0.8")
    @DecimalMin("0")
    @DecimalMax("1")
    double quotaReserve();

    /** The time after which a bad answer about a person must be repeated to be believed. */
    @WithDefault("15m")
    Duration confirmation();

    /**
     * The time after which a repeated bad answer is believed although nothing shows that the provider works, because it
     * was asked about few other people.
     */
    @WithDefault("6h")
    Duration longConfirmation();

    /** How long a token is kept, and tried about once a day, after the provider's refusal of it is believed. */
    @WithDefault("7d")
    Duration refusedTokens();

    /** How far back the failed syncs of a provider count. */
    @WithDefault("1h")
    Duration failureWindow();

    /** How many identities must have been synced in that time before the provider is blamed for failures. */
    @WithDefault("10")
    @Min(1)
    int failureMinimum();

    /** The share of them that must have failed. */
    @WithDefault("0.2")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double failureShare();

    /** How long the first pause of a failing provider takes. Each further one takes twice as long, up to 6 hours. */
    @WithDefault("5m")
    Duration pause();
}
