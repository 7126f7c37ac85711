package dev.rollcall.console.docs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The pages with the API description. */
@ConfigMapping(prefix = "rollcall.docs")
interface DocsConfig {

    /** Whether there are such pages. The description itself stays, because the CLI reads it. */
    @WithDefault("true")
    boolean enabled();
}
