package dev.rollcall.member;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The teams of a member. */
@Schema(name = "GetOrganizationMemberTeamsResponse", description = "The teams of a member.")
record MemberTeams(
        @Schema(description = "The names that are shown, in alphabetical order.")
        List<String> teams) {}
