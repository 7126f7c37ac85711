package dev.rollcall.settings;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The features that clients of Pulumi Cloud ask about (contract for writes, section 3.1). Official SDKs refuse a response
 * without one of them, so each has a value.
 */
final class OrganizationFeatures {

    /** What this service has. Everything else is false. */
    private static final Set<String> ON =
            Set.of("accessTokenExpiryPolicyEnabled", "auditLogsEnabled", "machineTokensEnabled", "teamsEnabled");

    private static final String NAMES = """
            auditLogsEnabled hasTerraformModules crossGuardEnabled webhooksEnabled integrationAssistantEnabled aleEnabled
            deployEnabled scimEnabled resourceSearchEnabled resourceExportEnabled propertySearchUIEnabled nlpSearchEnabled
            customTemplatesEnabled restoreStacksEnabled environmentsEnabled environmentRevisionTagsEnabled
            legacyDeploymentsOrgToken gitHubEnterpriseIntegrationEnabled gitHubEnterpriseIndividualAuthEnabled
            agentPoolRegistrationEnabled dashboardOnboardingUIEnabled driftDetectionEnabled selfHostedDeploymentsEnabled
            auditLogUIFilteringEnabled dependencyCachingEnabled environmentsRestoreEnabled pangeaAccountsScanPageEnabled
            customRolesEnabled usersCustomRolesEnabled environmentSecretRotationEnabled insightsMonetizationEnabled
            selfServeIDPRemoval iacCloudImportEnabled bringYourOwnKeyEnabled approvalsEnabled escOnboardingEnabled
            escOnboardingV2Enabled escEditorRevampEnabled escOnboardingAzureOAuthClientEnabled
            escOnboardingGcpOAuthClientEnabled policyManagementV2Enabled policyIssueManagementEnabled aiAgentsEnabled
            themingEnabled customRoleCondition neoTaskSharingEnabled ghAppDetailedDiffEnabled neoServerSideApprovalsEnabled
            neoPlanModeEnabled getStartedOnboardEnabled neoReadOnlyEnabled discoveredStacksEnabled
            agentIntegrationCatalogEnabled agentScheduledTasksEnabled aiReviewCodeAccessEnabled neoCodeReviewsEnabled
            customVCSEnabled bitbucketVCSEnabled insightsAutoPolicyPacksEnabled fixDriftWithNeoEnabled
            cliIntegrationCatalogEnabled serviceBackedConfigEnabled universalSearchEnabled driftRemediationEnabled
            expandedPolicyEnforcementLevelsEnabled machineTokensEnabled samlSsoEnabled teamMemberRoleManagementEnabled
            teamsEnabled neoTokenMeteringEnabled tagBasedDeploymentTriggersEnabled notificationCenterEnabled
            deploymentOidcSettingsEnabled neoUsageLimitsEnabled unlinkedGitHubAppRecoveryEnabled
            accessTokenExpiryPolicyEnabled neoByokEnabled gitHubEnterpriseCloudDataResidencyEnabled aiAgentsReadOnly
            neoCustomRolesEnabled neoCustomAgentsEnabled neoSecurityEnabled agentTriggeredTasksEnabled
            entityUserAssignmentsEnabled policyExceptionsEnabled staticDefaultRolesEnabled""";

    /** Every feature, and whether this service has it. */
    static final Map<String, Boolean> ALL = all();

    private OrganizationFeatures() {}

    private static Map<String, Boolean> all() {
        Map<String, Boolean> features = new LinkedHashMap<>();
        Arrays.stream(NAMES.split("\\s+")).forEach(name -> features.put(name, ON.contains(name)));
        return Collections.unmodifiableMap(features);
    }
}
