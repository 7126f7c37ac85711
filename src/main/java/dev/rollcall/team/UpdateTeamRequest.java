package dev.rollcall.team;

import dev.rollcall.grant.TeamStackPermission;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The changes to a team (contract for writes, section 3.4). All of them are done, or none. */
@Schema(description = "The changes to a team. What is absent stays as it is.")
public record UpdateTeamRequest(
        @Schema(
                nullable = true,
                maxLength = TeamText.LONGEST_NAME,
                description = "The new name that is shown. Empty: the name in URLs.")
        String newDisplayName,

        @Schema(nullable = true, maxLength = TeamText.LONGEST_DESCRIPTION, description = "The new description.")
        String newDescription,

        @Schema(
                nullable = true,
                enumeration = {"add", "remove", "promote", "demote"},
                description = "What to do with the member. promote makes them an admin of the team, demote ends that.")
        String memberAction,

        @Schema(nullable = true, description = "The login of a member of the organization. Needs memberAction.")
        String member,

        @Valid @Schema(nullable = true, description = "Gives the team a permission on a stack.")
        TeamStackPermission addStackPermission,

        @Valid @Schema(nullable = true, description = "The same as addStackPermission.")
        TeamStackPermission editStackPermission,

        @Valid @Schema(nullable = true, description = "Takes the team's permission on a stack away.")
        StackName removeStack,

        @Valid @Schema(nullable = true, description = "404, because this server has no environments.")
        TeamEnvironmentSettings addEnvironmentPermission,

        @Valid @Schema(nullable = true, description = "404, because this server has no environments.")
        TeamEnvironmentSettings editEnvironmentPermission,

        @Valid @Schema(nullable = true, description = "Changes nothing, because this server has no environments.")
        EnvironmentName removeEnvironment) {

    /** A new name that is shown, and a new description. */
    public static UpdateTeamRequest texts(String displayName, String description) {
        return new UpdateTeamRequest(displayName, description, null, null, null, null, null, null, null, null);
    }

    /** Something to do with a member: add, remove, promote or demote. */
    public static UpdateTeamRequest member(String action, String login) {
        return new UpdateTeamRequest(null, null, action, login, null, null, null, null, null, null);
    }

    /** The name of a stack in the organization. */
    @Schema(name = "RemoveStackIdentifier", description = "A stack.")
    public record StackName(
            @NotNull(message = "is missing") @Schema(required = true)
            String projectName,

            @NotNull(message = "is missing") @Schema(required = true)
            String stackName) {}

    /** The name of an environment in the organization. */
    @Schema(name = "RemoveEnvironmentIdentifier", description = "An environment.")
    public record EnvironmentName(
            @NotNull(message = "is missing") @Schema(required = true)
            String projectName,

            @NotNull(message = "is missing") @Schema(required = true)
            String envName) {}

    /** {@return the permissions on stacks that the team gets, in order} */
    List<TeamStackPermission> grants() {
        return Stream.of(addStackPermission, editStackPermission)
                .filter(grant -> grant != null)
                .toList();
    }

    /** {@return the permissions on environments that the team should get} */
    List<TeamEnvironmentSettings> environments() {
        return Stream.of(addEnvironmentPermission, editEnvironmentPermission)
                .filter(environment -> environment != null)
                .toList();
    }
}
