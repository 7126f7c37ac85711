package dev.rollcall.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An environment, and what a team may do with it. This service has no environments, so it finds none. */
@Schema(description = "An environment of Pulumi ESC, and what a team may do with it. This server has none.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeamEnvironmentSettings(
        @Schema(required = true) String projectName,

        @Schema(required = true) String envName,

        String permission,
        String maxOpenDuration) {}
