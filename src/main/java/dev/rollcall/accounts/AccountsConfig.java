package dev.rollcall.accounts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What happens to the logins of people. */
@ConfigMapping(prefix = "rollcall.accounts")
interface AccountsConfig {

    /**
     * How long a login stays reserved after the person or a site administrator has renamed or deleted its account. A
     * renamed person may take the old login back during this time.
     */
    @WithDefault("365d")
    Duration reserveLogin();
}
