package dev.rollcall.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.grant.TeamStackPermission;
import dev.rollcall.organization.TeamRole;
import dev.rollcall.organization.TeamStanding;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A team (contract for writes, section 3.4).
 *
 * @param members null in lists, as {@code stacks} and {@code environments}
 */
@Schema(name = "Team", description = "A team of an organization.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeamInfo(
        @Schema(
                required = true,
                type = SchemaType.STRING,
                enumeration = {"github", "pulumi", "scim"},
                description = "Where its members come from. Only those of pulumi teams change here.")
        TeamStanding.Kind kind,

        @Schema(required = true, description = "The name in URLs. It never changes.")
        String name,

        @Schema(required = true, description = "The name that is shown.")
        String displayName,

        @Schema(required = true, description = "What the team is for. May be empty.")
        String description,

        @Schema(description = "Its members by login. Absent in lists.")
        List<Member> members,

        @Schema(
                description =
                        "The stacks that are granted to it, as far as the caller may know of them. Absent in lists.")
        List<TeamStackPermission> stacks,

        @Schema(description = "Always empty. Absent in lists.")
        List<TeamEnvironmentSettings> environments,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"none", "member", "admin"},
                description = "What the caller is in the team.")
        TeamRole userRole,

        @Schema(description = "Why the members may not be those of the team at GitHub. Absent if they are.")
        String listMembersError) {

    /** A member of a team. */
    @Schema(name = "TeamMemberInfo", description = "A member of a team.")
    public record Member(
            @Schema(required = true, description = "The name that is shown. May be empty.")
            String name,

            @Schema(required = true, description = "The login.")
            String githubLogin,

            @Schema(required = true, description = "URL of the picture.")
            String avatarUrl,

            @Schema(
                    required = true,
                    type = SchemaType.STRING,
                    enumeration = {"none", "member", "admin"},
                    description = "Admins of a team manage its members, its stacks and its tokens.")
            TeamRole role) {}

    /** The teams of an organization, or a page of them. */
    @Schema(name = "ListTeamsResponse", description = "The teams of an organization, or a page of them.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            @Schema(required = true, description = "The teams by name.")
            List<TeamInfo> teams,

            @Schema(description = "Send it to get the next page. Absent on the last page.")
            String continuationToken) {}

    static TeamInfo listed(TeamStanding team) {
        return of(team, null, null, null, null);
    }

    static TeamInfo of(
            TeamStanding team,
            List<Member> members,
            List<TeamStackPermission> stacks,
            List<TeamEnvironmentSettings> environments,
            String listMembersError) {
        return new TeamInfo(
                team.kind(),
                team.name(),
                team.displayName(),
                team.description(),
                members,
                stacks,
                environments,
                team.role(),
                listMembersError);
    }
}
