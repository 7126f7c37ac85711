package dev.rollcall.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SpecificationResourceTest {

    /** To rewrite it, run {@code ./mvnw test -Dtest=SpecificationResourceTest -Drefresh}. Review the difference. */
    private static final Path COMMITTED = Path.of("docs/openapi.yaml");

    @Test
    void servesTheDocumentThatIsCommitted() throws IOException {
        String served = given().get("/q/openapi?format=yaml").asString();
        if (System.getProperty("refresh") != null) {
            Files.writeString(COMMITTED, served);
        }

        String version = ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
        assertThat(served)
                .isEqualTo(Files.readString(COMMITTED).replaceFirst("(?m)^  version: .*$", "  version: " + version));
    }

    @Test
    void servesOpenApi30AsJsonToTheCli() {
        JsonPath document = given().accept("application/vnd.pulumi+9")
                .get("/api/openapi/pulumi-spec.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();

        assertThat(document.getString("openapi")).startsWith("3.0.");
    }

    @Test
    void namesEveryOperationAndThoseOfPulumiCloudAsItsDocumentDoes() {
        Map<String, Map<String, Map<String, Object>>> paths =
                given().get("/api/openapi/pulumi-spec.json").jsonPath().getMap("paths");

        assertThat(paths.entrySet().stream()
                        .flatMap(path -> path.getValue().entrySet().stream()
                                .map(operation -> operation.getKey() + " " + path.getKey() + " "
                                        + operation.getValue().get("operationId"))))
                .containsExactlyInAnyOrder(
                        "get /api/user GetCurrentUser",
                        "get /api/user/organizations/default GetDefaultOrganization",
                        "post /api/user/organizations/{orgName}/default UpdateDefaultOrganization",
                        "get /api/user/stacks ListUserStacks",
                        "get /api/user/pending-emails GetLatestPendingEmailChange",
                        "delete /api/user/pending-emails DeletePendingEmailChange",
                        "get /api/user/verified-email GetUserHasVerifiedEmail",
                        "get /api/user/pending-invites ListUserOrgInvites",
                        "get /api/user/tokens ListPersonalTokens",
                        "post /api/user/tokens CreatePersonalToken",
                        "delete /api/user/tokens/{tokenId} DeletePersonalToken",
                        "delete /api/user/vcs DeleteIdentityProvider",
                        "post /api/user/vcs/sync SyncWithIdentityProvider",
                        "get /api/user/vcs/organizations ListIdentityProviderOrganizations",
                        "get /api/user/github/{ghOrgName}/teams ListGitHubOrganizationTeams",
                        "get /api/user/gitlab-app/organizations GetGroupsForGitLabApp",
                        "post /api/admin/identities/reconcile StartReconciliation",
                        "get /api/admin/identities/reconcile GetReconciliation",
                        "get /api/admin/users ListUsers",
                        "post /api/admin/users CreateUser",
                        "get /api/admin/users/{login} GetUser",
                        "patch /api/admin/users/{login} ChangeUser",
                        "delete /api/admin/users/{login} DeleteUser",
                        "post /api/admin/users/{login}/identities AttachIdentity",
                        "post /api/admin/users/{login}/suspend SuspendUser",
                        "post /api/admin/users/{login}/restore RestoreUser",
                        "get /api/admin/users/{login}/tokens ListUserTokens",
                        "delete /api/admin/users/{login}/tokens/{tokenId} RevokeUserToken",
                        "post /api/admin/users/{login}/tokens/revoke RevokeUserTokens",
                        "get /api/admin/users/{login}/sessions ListUserSessions",
                        "delete /api/admin/users/{login}/sessions EndUserSessions",
                        "delete /api/admin/users/{login}/sessions/{sessionId} EndUserSession",
                        "put /api/admin/users/{login}/mfa SetUserMfa",
                        "get /api/admin/organizations ListOrganizations",
                        "post /api/admin/organizations CreateOrganization",
                        "get /api/admin/organizations/{org} GetAdministeredOrganization",
                        "patch /api/admin/organizations/{org} ChangeOrganization",
                        "delete /api/admin/organizations/{org} DeleteOrganization",
                        "get /api/orgs/{orgName} GetOrganization",
                        "patch /api/orgs/{orgName} UpdateOrganizationSettings",
                        "get /api/orgs/{orgName}/metadata GetOrganizationMetadata",
                        "get /api/orgs/{orgName}/invites ListOrgInvites",
                        "post /api/orgs/{orgName}/invites/batch BatchCreateOrgInviteEmail",
                        "post /api/orgs/{orgName}/invites/unverified/batch BatchCreateOrgUnverifiedInviteEmail",
                        "post /api/orgs/{orgName}/invites/link CreateOrgInviteLink",
                        "get /api/orgs/{orgName}/invites/{inviteID} GetOrgInvite",
                        "patch /api/orgs/{orgName}/invites/{inviteID} AcceptOrgInvite",
                        "delete /api/orgs/{orgName}/invites/{inviteID} CancelOrgInvite",
                        "post /api/orgs/{orgName}/invites/{inviteID}/resend ResendOrgInvite",
                        "put /api/admin/users/{login}/site-admin SetSiteAdmin",
                        "get /api/orgs/{orgName}/members ListOrganizationMembers",
                        "post /api/orgs/{orgName}/members/{userLogin} AddOrganizationMember",
                        "patch /api/orgs/{orgName}/members/{userLogin} UpdateOrganizationMember",
                        "delete /api/orgs/{orgName}/members/{userLogin} DeleteOrganizationMember",
                        "post /api/orgs/{orgName}/members/{userLogin}/set-admin SetSoleOrganizationAdmin",
                        "get /api/orgs/{orgName}/members/{user}/teams GetOrganizationMemberTeams",
                        "get /api/console/orgs/{orgName}/members/{userLogin}/stacks/{projectName}/{stackName}"
                                + " ListMemberStackPermissions",
                        "get /api/orgs/{orgName}/roles ListRolesByOrgIDAndUXPurpose",
                        "post /api/orgs/{orgName}/roles CreateRole",
                        "get /api/orgs/{orgName}/roles/{roleID} GetRole",
                        "get /api/orgs/{orgName}/roles/scopes ListAvailableScopes",
                        "get /api/orgs/{orgName}/teams ListTeams",
                        "post /api/orgs/{orgName}/teams/pulumi CreatePulumiTeam",
                        "post /api/orgs/{orgName}/teams/github CreateGitHubTeam",
                        "get /api/orgs/{orgName}/teams/{teamName} GetTeam",
                        "patch /api/orgs/{orgName}/teams/{teamName} UpdateTeam",
                        "delete /api/orgs/{orgName}/teams/{teamName} DeleteTeam",
                        "head /api/stacks/{orgName}/{projectName} ProjectExists",
                        "post /api/stacks/{orgName}/{projectName} CreateStack",
                        "get /api/stacks/{orgName}/{projectName}/{stackName} GetStack",
                        "delete /api/stacks/{orgName}/{projectName}/{stackName} DeleteStack",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/rename RenameStack",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/transfer TransferStack",
                        "patch /api/stacks/{orgName}/{projectName}/{stackName}/tags UpdateStackTags",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/tags AddStackTag",
                        "patch /api/stacks/{orgName}/{projectName}/{stackName}/tags/{tagName} UpdateStackTag",
                        "delete /api/stacks/{orgName}/{projectName}/{stackName}/tags/{tagName} DeleteStackTag",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/collaborators ListStackPermissions",
                        "delete /api/stacks/{orgName}/{projectName}/{stackName}/collaborators/{userName}"
                                + " DeleteStackPermission",
                        "patch /api/console/stacks/{orgName}/{projectName}/{stackName}/collaborators/{userName}"
                                + " UpdateStackPermission",
                        "get /api/console/stacks/{orgName}/{projectName}/{stackName}/roles ListStackRoles",
                        "patch /api/console/stacks/{orgName}/{projectName}/{stackName}/roles/{roleID}"
                                + " UpdateStackRolePermission",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/teams ListStackTeams",
                        "patch /api/console/stacks/{orgName}/{projectName}/{stackName}/teams/{teamName}"
                                + " UpdateTeamStackPermissions",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind} CreateUpdate",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID} StartUpdate",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID} GetUpdateStatus",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/cancel"
                                + " CancelUpdate",
                        "patch /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/checkpoint"
                                + " PatchUpdateCheckpoint",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/events/batch"
                                + " RecordEngineEventBatch",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/renew_lease"
                                + " RenewUpdateLease",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/complete"
                                + " CompleteUpdate",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/export ExportStack",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/export/{version} ExportStackVersion",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/import ImportStack",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/updates GetStackUpdates",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/updates/latest GetLatestStackUpdate",
                        "get /api/stacks/{orgName}/{projectName}/{stackName}/updates/{version} GetStackUpdate",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/encrypt EncryptValue",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/decrypt DecryptValue",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/batch-encrypt BatchEncryptValue",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/batch-decrypt BatchDecryptValue",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/decrypt/log-decryption LogDecryption",
                        "post /api/stacks/{orgName}/{projectName}/{stackName}/decrypt/log-batch-decryption"
                                + " LogBatchDecryption",
                        "get /api/orgs/{orgName}/tokens ListOrgTokens",
                        "post /api/orgs/{orgName}/tokens CreateOrgToken",
                        "delete /api/orgs/{orgName}/tokens/{tokenId} DeleteOrgToken",
                        "get /api/orgs/{orgName}/teams/{teamName}/tokens ListTeamTokens",
                        "post /api/orgs/{orgName}/teams/{teamName}/tokens CreateTeamToken",
                        "delete /api/orgs/{orgName}/teams/{teamName}/tokens/{tokenId} DeleteTeamToken",
                        "get /api/orgs/{orgName}/auditlogs ListAuditLogEventsHandlerV1",
                        "get /api/orgs/{orgName}/auditlogs/export ExportAuditLogEventsHandlerV1",
                        "get /api/orgs/{orgName}/auditlogs/v2 ListAuditLogEventsHandlerV2",
                        "get /api/orgs/{orgName}/auditlogs/v2/export ExportAuditLogEventsHandlerV2",
                        "get /api/capabilities Capabilities",
                        "get /api/cli/version Version",
                        "get /api/openapi/pulumi-spec.json FetchRestSpecification");
    }

    @Test
    void requiresWhatTheOfficialSchemaOfAUserRequires() {
        JsonPath document = given().get("/api/openapi/pulumi-spec.json").jsonPath();

        assertThat(document.<String>getList("components.schemas.User.required"))
                .containsExactlyInAnyOrder(
                        "avatarUrl",
                        "email",
                        "githubLogin",
                        "hasMFA",
                        "id",
                        "identities",
                        "isManagedByMultiOrg",
                        "isOrgManaged",
                        "name",
                        "organizations");
        assertThat(document.<String, Object>getMap("components.schemas.User.properties")
                        .keySet())
                .containsExactlyInAnyOrder(
                        "id",
                        "githubLogin",
                        "name",
                        "email",
                        "avatarUrl",
                        "organizations",
                        "potentialOrganizations",
                        "identities",
                        "siteAdmin",
                        "registryAdmin",
                        "tokenInfo",
                        "hasMFA",
                        "isOrgManaged",
                        "isManagedByMultiOrg");
        assertThat(document.getList("components.schemas.AppGetDefaultOrganizationResponse.required"))
                .isEqualTo(List.of("GitHubLogin", "Messages"));
    }
}
