package dev.rollcall.settings;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.settings.OrganizationMetadata.Unavailable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The settings that change (contract for writes, section 3.1). A setting that is absent stays. A setting of something that
 * this service does not have may only be sent with the value that {@link OrganizationMetadata} shows.
 */
@Schema(description = "The settings to change. Absent ones stay as they are.")
public record UpdateOrganizationRequest(
        @Schema(description = "What members may do with every stack: 0 nothing, 101 read, 102 write, 103 administer.")
        Integer setDefaultStackPermission,

        @Schema(description = "Only none.") String setDefaultEnvironmentPermission,
        @Schema(description = "Only 0.") Integer setDefaultAccountPermission,
        Boolean setMembersCanCreateStacks,
        @Schema(description = "Only false.") Boolean setMembersCanInviteCollaborators,
        Boolean setMembersCanDeleteStacks,
        Boolean setMembersCanTransferStacks,
        @Schema(description = "Only false.") Boolean setMembersCanCreateAccounts,
        Boolean setMembersCanCreateTeams,
        @Schema(description = "Only disabled.") String setAiEnablement,
        @Schema(description = "Only false.") Boolean setNeoEnabled,
        @Schema(description = "Only manual.") String setNeoApprovalMode,
        @Schema(description = "Only none.") String setNeoTaskSharingMode,
        @Schema(description = "Ignored.") Boolean setNeoCLIExplanationsDisabled,
        @Schema(description = "Ignored.") Boolean setNaturalLanguageSearchDisabled,
        @Schema(description = "Ignored.") Boolean setNeoAgentDisabled,
        @Schema(description = "Only none.") String setPreferredVCS,
        @Schema(description = "Only the empty string.") String setDefaultDeploymentRoleId,
        @Schema(description = "Only the empty string.") String setDefaultAgentPoolID,

        @Schema(
                minimum = "0",
                maximum = "3650",
                description =
                        "Access tokens that live longer than this many days do not work in the organization. 0: no limit.")
        Long setMaxAccessTokenExpiryDays) {

    private static final int MAXIMUM_DAYS = 3650;

    /** The settings that this service has. Null leaves a setting as it is. */
    public static UpdateOrganizationRequest of(
            Integer defaultStackPermission,
            Boolean membersCanCreateStacks,
            Boolean membersCanDeleteStacks,
            Boolean membersCanTransferStacks,
            Boolean membersCanCreateTeams,
            Long maxAccessTokenExpiryDays) {
        return new UpdateOrganizationRequest(
                defaultStackPermission,
                null,
                null,
                membersCanCreateStacks,
                null,
                membersCanDeleteStacks,
                membersCanTransferStacks,
                null,
                membersCanCreateTeams,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                maxAccessTokenExpiryDays);
    }

    /**
     * Checks the values. Ignores what would turn parts of Neo on: the official Python SDK sends false for every flag that
     * the program does not set, so its requests could change nothing.
     *
     * @throws ApiException 400 for an unknown value, and for every change to something that this service does not have
     */
    void check() {
        only("setDefaultEnvironmentPermission", setDefaultEnvironmentPermission, Unavailable.ENVIRONMENT_PERMISSION);
        only("setDefaultAccountPermission", setDefaultAccountPermission, Unavailable.ACCOUNT_PERMISSION);
        only("setMembersCanInviteCollaborators", setMembersCanInviteCollaborators, false);
        only("setMembersCanCreateAccounts", setMembersCanCreateAccounts, false);
        only("setAiEnablement", setAiEnablement, Unavailable.AI);
        only("setNeoEnabled", setNeoEnabled, false);
        only("setNeoApprovalMode", setNeoApprovalMode, Unavailable.APPROVAL_MODE);
        only("setNeoTaskSharingMode", setNeoTaskSharingMode, Unavailable.TASK_SHARING_MODE);
        only("setPreferredVCS", setPreferredVCS, Unavailable.VCS);
        only("setDefaultDeploymentRoleId", setDefaultDeploymentRoleId, "");
        only("setDefaultAgentPoolID", setDefaultAgentPoolID, "");
        stackPermission();
        if (setMaxAccessTokenExpiryDays != null
                && (setMaxAccessTokenExpiryDays < 0 || setMaxAccessTokenExpiryDays > MAXIMUM_DAYS)) {
            throw invalid("setMaxAccessTokenExpiryDays must be from 1 to " + MAXIMUM_DAYS + ", or 0 for no limit.");
        }
    }

    /** {@return the new default permission; empty if it stays} */
    Optional<StackPermission> stackPermission() {
        return Optional.ofNullable(setDefaultStackPermission)
                .map(code -> StackPermission.of(code)
                        .orElseThrow(() -> invalid("setDefaultStackPermission must be 0, 101, 102 or 103.")));
    }

    /** {@return the settings that can change and are in the request, for the audit log: names and values} */
    String wishes() {
        Map<String, Object> wishes = new LinkedHashMap<>();
        wishes.put("defaultStackPermission", setDefaultStackPermission);
        wishes.put("membersCanCreateStacks", setMembersCanCreateStacks);
        wishes.put("membersCanDeleteStacks", setMembersCanDeleteStacks);
        wishes.put("membersCanTransferStacks", setMembersCanTransferStacks);
        wishes.put("membersCanCreateTeams", setMembersCanCreateTeams);
        wishes.put("maxAccessTokenExpiryDays", setMaxAccessTokenExpiryDays);
        wishes.values().removeIf(Objects::isNull);
        return wishes.entrySet().stream()
                .map(wish -> wish.getKey() + " " + wish.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void only(String setting, Object wanted, Object value) {
        if (wanted != null && !wanted.equals(value)) {
            throw invalid("This server cannot change " + setting + ".");
        }
    }

    private static ApiException invalid(String detail) {
        return ApiException.badRequest("Invalid organization settings. " + detail);
    }
}
