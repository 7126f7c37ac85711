package dev.rollcall.cli;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** The releases of the Pulumi CLI that the operator recommends. */
@ConfigMapping(prefix = "rollcall.cli")
interface CliVersions {

    String SEMANTIC_VERSION = "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?";

    /** The newest release. A CLI before 3.170 tells its user if it is older. */
    @WithDefault("3.274.1")
    @Pattern(regexp = SEMANTIC_VERSION)
    String latest();

    /** The oldest release that does not tell its user to update. */
    @WithDefault("3.229.0")
    @Pattern(regexp = SEMANTIC_VERSION)
    String oldestWithoutWarning();

    /** The newest development build; absent if nobody here uses them. */
    Optional<@Pattern(regexp = SEMANTIC_VERSION) String> latestDevelopment();
}
