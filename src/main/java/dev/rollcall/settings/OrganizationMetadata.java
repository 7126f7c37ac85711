package dev.rollcall.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An organization's settings and numbers (contract for writes, section 3.1). Fields about parts of Pulumi Cloud that this
 * service does not have contain what says so: zero, none, or that it is disabled.
 */
@Schema(description = "An organization's settings, and the caller's role in it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrganizationMetadata(
        @Schema(required = true) String id,

        @Schema(required = true, description = "Where its members come from.")
        String kind,

        @Schema(required = true, format = "date-time", description = "When it was created here.")
        String created,

        @Schema(required = true, description = "The caller's role.")
        String userRole,

        @Schema(
                required = true,
                description = "What members may do with every stack: 0 nothing, 101 read, 102 write, 103 administer.")
        int defaultStackPermission,

        @Schema(required = true) String defaultEnvironmentPermission,
        @Schema(required = true) int defaultAccountPermission,
        @Schema(required = true) boolean membersCanCreateStacks,
        @Schema(required = true) boolean membersCanDeleteStacks,
        @Schema(required = true) boolean membersCanTransferStacks,
        @Schema(required = true) boolean membersCanCreateTeams,
        @Schema(required = true) boolean membersCanCreateAccounts,
        @Schema(required = true) boolean neoEnabled,
        @Schema(required = true) String neoApprovalMode,
        @Schema(required = true) String neoTaskSharingMode,
        @Schema(required = true) boolean neoCLIExplanationsDisabled,
        @Schema(required = true) boolean naturalLanguageSearchDisabled,
        @Schema(required = true) boolean neoAgentDisabled,
        @Schema(required = true) boolean insightsTrialUsingPolicy,
        @Schema(required = true) String aiEnablement,
        @Schema(required = true) String preferredVCS,

        @Schema(required = true, description = "Whether this server has an API for the audit log.")
        boolean auditLogsEnabled,

        @Schema(required = true) boolean webhooksEnabled,

        @Schema(required = true, description = "Parts of Pulumi Cloud, and whether this server has them.")
        Map<String, Boolean> features,

        @Schema(required = true) long accountCount,
        @Schema(required = true) long environmentCount,
        @Schema(required = true) long stackCount,

        @Schema(required = true, description = "The number of people.")
        long memberCount,

        @Schema(description = "The role of new members.") String defaultRoleId,

        @Schema(
                description =
                        "Access tokens that live longer do not work in the organization. Absent if there is no limit.")
        Integer maxAccessTokenExpiryDays) {

    /** Reads what the standing does not say. The service account is a member, but not a person. */
    static final String STATEMENT = """
            select o.default_stack_permission, o.members_can_create_stacks, o.members_can_delete_stacks,
                o.members_can_transfer_stacks, o.members_can_create_teams, o.max_access_token_expiry_days,
                (select count(*) from stack s where s.organization_id = o.id) as stacks,
                (select count(*) from membership m where m.organization_id = o.id) - num_nonnulls(o.service_account_id)
                    as members
            from organization o where o.id = ?""";

    static OrganizationMetadata of(Standing standing, ResultSet row) throws SQLException {
        return new OrganizationMetadata(
                standing.organizationId().toString(),
                standing.kind().value(),
                standing.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                standing.role().value(),
                StackPermission.stored(row.getString("default_stack_permission")).code,
                Unavailable.ENVIRONMENT_PERMISSION,
                Unavailable.ACCOUNT_PERMISSION,
                row.getBoolean("members_can_create_stacks"),
                row.getBoolean("members_can_delete_stacks"),
                row.getBoolean("members_can_transfer_stacks"),
                row.getBoolean("members_can_create_teams"),
                false,
                false,
                Unavailable.APPROVAL_MODE,
                Unavailable.TASK_SHARING_MODE,
                true,
                true,
                true,
                false,
                Unavailable.AI,
                Unavailable.VCS,
                OrganizationFeatures.ALL.get("auditLogsEnabled"),
                OrganizationFeatures.ALL.get("webhooksEnabled"),
                OrganizationFeatures.ALL,
                0,
                0,
                row.getLong("stacks"),
                row.getLong("members"),
                Role.MEMBER.idIn(standing.organizationId()).toString(),
                row.getObject("max_access_token_expiry_days", Integer.class));
    }

    /** The values of settings that this service does not have. */
    static final class Unavailable {

        static final String ENVIRONMENT_PERMISSION = "none";
        static final int ACCOUNT_PERMISSION = 0;
        static final String APPROVAL_MODE = "manual";
        static final String TASK_SHARING_MODE = "none";
        static final String AI = "disabled";
        static final String VCS = "none";

        private Unavailable() {}
    }
}
