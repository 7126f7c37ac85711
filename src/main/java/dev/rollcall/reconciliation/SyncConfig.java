package dev.rollcall.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** What is taken over from identity providers, and how often people may ask for it. */
@ConfigMapping(prefix = "rollcall.sync")
interface SyncConfig {

    /** Whether a field of the account follows the person's first identity. What they chose here never does. */
    enum Policy {
        /** Taken over while the account has none. */
        IMPORT,
        /** Follows the provider. */
        FORCE,
        /** Left alone. */
        MANUAL
    }

    /** Asked again within this time after a success, the service answers with what it knows. */
    @WithDefault("60s")
    Duration minInterval();

    /** The name that is shown. */
    @WithName("fields.name")
    @WithDefault("force")
    Policy name();

    /** The picture. */
    @WithName("fields.avatar")
    @WithDefault("force")
    Policy avatar();

    /** The address, if the provider says that it is the person's own. */
    @WithName("fields.email")
    @WithDefault("force")
    Policy email();

    /** The name in URLs. An account has one from the start, so import is the same as manual. */
    @WithName("fields.login")
    @WithDefault("force")
    Policy login();

    /** How long the old name of who was renamed stays reserved for them. */
    @WithDefault("90d")
    Duration reserveLogin();
}
