package dev.rollcall.grant;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The teams that may reach a stack (contract for writes, section 3.4). */
@Schema(name = "ListTeamsByStackResponse", description = "The teams that may reach a stack.")
record StackTeams(
        @Schema(required = true) String projectName,

        @Schema(required = true, description = "The teams by name.")
        List<StackTeam> teams) {

    /** A team, and what it may do with the stack. */
    @Schema(name = "StackTeam", description = "A team, and what it may do with the stack.")
    record StackTeam(
            @Schema(required = true) String name,
            @Schema(required = true) String displayName,
            @Schema(required = true) String description,

            @Schema(required = true, description = "101 read, 102 write, 103 administer.")
            int permission,

            @Schema(required = true, description = "Whether the caller is a member of the team.")
            boolean isMember) {}

    /** The new permission of a team on a stack. */
    @Schema(name = "UpdateTeamStackPermissionsRequest", description = "The new permission of a team on a stack.")
    record Change(
            @Schema(
                    nullable = true,
                    enumeration = {"0", "101", "102", "103"},
                    description = "101 read, 102 write, 103 administer. Absent or 0: none.")
            Long permissions) {}
}
