package dev.rollcall.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** What accounts take over from identity providers, and how often people may sync. */
@ConfigMapping(prefix = "rollcall.sync")
public interface SyncConfig {

    /** Whether a field of the account follows the primary identity. A field that the person edited here never does. */
    enum Policy {
        /** Takes the field over while the account has none. */
        IMPORT,
        /** Always follows the provider. */
        FORCE,
        /** Never follows the provider. */
        MANUAL
    }

    /** For this time after a successful sync, another sync asks the provider nothing. */
    @WithDefault("60s")
    Duration minInterval();

    /** The display name. */
    @WithName("fields.name")
    @WithDefault("force")
    Policy name();

    /** The picture. */
    @WithName("fields.avatar")
    @WithDefault("force")
    Policy avatar();

    /** The email address, if the provider has verified it. */
    @WithName("fields.email")
    @WithDefault("force")
    Policy email();

    /** The name in URLs. Every account has one, so {@code import} is the same as {@code manual}. */
    @WithName("fields.login")
    @WithDefault("force")
    Policy login();

    /** How long the old login of a renamed person stays reserved for them. */
    @WithDefault("90d")
    Duration reserveLogin();
}
