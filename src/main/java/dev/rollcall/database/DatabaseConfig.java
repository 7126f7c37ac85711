package dev.rollcall.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a replica watches the database. */
@ConfigMapping(prefix = "rollcall.database")
interface DatabaseConfig {

    /** How often the gauges of {@link DatabaseHealth} are measured. */
    @WithDefault("10s")
    Duration checkInterval();
}
