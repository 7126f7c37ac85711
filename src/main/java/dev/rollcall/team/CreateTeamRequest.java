package dev.rollcall.team;

import dev.rollcall.organization.TeamAccess;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new team (contract for writes, section 3.4). Clients also send the organization and the kind of team. */
@Schema(name = "CreatePulumiTeamRequest", description = "A new team.")
record CreateTeamRequest(
        @Schema(
                required = true,
                pattern = TeamAccess.NAME_PATTERN,
                description = "The name in URLs, unique in the organization in upper or lower case. It never changes.")
        String name,

        @Schema(
                nullable = true,
                maxLength = TeamText.LONGEST_NAME,
                description = "The name that is shown. The default is the name.")
        String displayName,

        @Schema(
                nullable = true,
                maxLength = TeamText.LONGEST_DESCRIPTION,
                description = "What the team is for. The default is empty.")
        String description) {}
