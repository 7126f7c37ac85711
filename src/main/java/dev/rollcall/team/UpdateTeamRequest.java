package dev.rollcall.team;

import dev.rollcall.grant.TeamStackPermission;
import dev.rollcall.query.Required;
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

        @Schema(nullable = true, description = "Gives the team a permission on a stack.")
        TeamStackPermission addStackPermission,

        @Schema(nullable = true, description = "The same as addStackPermission.")
        TeamStackPermission editStackPermission,

        @Schema(nullable = true, description = "Takes the team's permission on a stack away.")
        StackName removeStack,

        @Schema(nullable = true, description = "404, because this server has no environments.")
        TeamEnvironmentSettings addEnvironmentPermission,

        @Schema(nullable = true, description = "404, because this server has no environments.")
        TeamEnvironmentSettings editEnvironmentPermission,

        @Schema(nullable = true, description = "Changes nothing, because this server has no environments.")
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
            @Schema(required = true) String projectName,

            @Schema(required = true) String stackName) {}

    /** The name of an environment in the organization. */
    @Schema(name = "RemoveEnvironmentIdentifier", description = "An environment.")
    public record EnvironmentName(
            @Schema(required = true) String projectName,

            @Schema(required = true) String envName) {}

    /**
     * Checks that all stacks and environments have their fields.
     *
     * @throws dev.rollcall.http.ApiException 400 if one is missing
     */
    UpdateTeamRequest checked() {
        for (TeamStackPermission grant : grants()) {
            name(grant.projectName(), "stackName", grant.stackName());
            Required.of("permission", grant.permission());
        }
        for (TeamEnvironmentSettings environment : environments()) {
            name(environment.projectName(), "envName", environment.envName());
        }
        if (removeStack != null) {
            name(removeStack.projectName(), "stackName", removeStack.stackName());
        }
        if (removeEnvironment != null) {
            name(removeEnvironment.projectName(), "envName", removeEnvironment.envName());
        }
        return this;
    }

    private static void name(String project, String field, String name) {
        Required.of("projectName", project);
        Required.of(field, name);
    }

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
