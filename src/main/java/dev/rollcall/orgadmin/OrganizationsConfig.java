package dev.rollcall.orgadmin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What happens to the names of organizations. */
@ConfigMapping(prefix = "rollcall.organizations")
interface OrganizationsConfig {

    /**
     * How long the old login of a renamed or deleted organization stays reserved. A renamed organization may take it back
     * during this time.
     */
    @WithDefault("365d")
    Duration reserveLogin();
}
