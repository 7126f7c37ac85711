package dev.rollcall.cli;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** The releases of the Pulumi CLI that this installation recommends. */
@ConfigMapping(prefix = "rollcall.cli")
interface CliVersions {

    String SEMANTIC_VERSION = "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?";

    /** The newest release; a CLI before 3.170 tells its user when it is older. */
    @WithDefault("3.259.0")
    @Pattern(regexp = SEMANTIC_VERSION)
    String latest();

    /** The oldest release that says nothing about its age. */
    @WithDefault("3.165.0")
    @Pattern(regexp = SEMANTIC_VERSION)
    String oldestWithoutWarning();

    /** The newest development build, if people here use those. */
    Optional<@Pattern(regexp = SEMANTIC_VERSION) String> latestDevelopment();
}
