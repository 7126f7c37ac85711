package dev.rollcall.team;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new team with the members of a team at GitHub (contract for writes, section 3.4). */
@Schema(description = "A new team with the members of a team at GitHub.")
record CreateGitHubTeamRequest(
        @Schema(required = true, description = "The team's id at GitHub.")
        Long githubTeamID) {}
