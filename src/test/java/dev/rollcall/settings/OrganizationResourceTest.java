package dev.rollcall.settings;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OrganizationResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
    }

    @Test
    void showsAnOrganizationToItsMembersInTheSpellingThatIsStored() {
        assertThat(get(acme.login().toUpperCase(Locale.ROOT)).asString())
                .isEqualTo("{\"githubLogin\":\"%s\",\"name\":\"Acme Corporation\",\"avatarUrl\":\"%s\",\"repos\":[]}"
                        .formatted(acme.login(), avatar()));
    }

    private String avatar() {
        return "http://localhost:8080/avatars/" + acme.id() + ".svg";
    }

    @Test
    void showsThePictureThatAnOrganizationHas() {
        Database.execute("update organization set avatar_url = 'https://example.com/a.png' where id = ?", acme.id());

        assertThat(get(acme.login()).jsonPath().getString("avatarUrl")).isEqualTo("https://example.com/a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-here", "a", "%E2%82%AC%E2%82%AC%E2%82%AC", "%00%00%00"})
    void doesNotFindWhatIsNoOrganization(String name) {
        assertThat(given().urlEncodingEnabled(false)
                        .header("Authorization", admin.authorization())
                        .get("/api/orgs/" + name)
                        .jsonPath()
                        .getString("message"))
                .startsWith("Not Found: Organization '")
                .endsWith("' not found");
    }

    @Test
    void tellsStrangersTheSameAsIfThereWereNoOrganization() {
        Person stranger = Rows.person("Stranger");
        Database.execute("update app_user set site_admin = true where id = ?", stranger.id());

        assertThat(as(stranger.authorization())
                        .get("/api/orgs/{org}", acme.login())
                        .asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: Organization '" + acme.login() + "' not found\"}");
    }

    @Test
    void showsTheSettingsOfANewOrganization() {
        Rows.serviceAccount(acme);
        Rows.join(Rows.person("Member").id(), acme.id(), "member");
        Rows.stack(acme.id(), "website", "production");
        Database.execute(
                "update organization set created_at = timestamptz '2026-01-02 03:04:05.678Z' where id = ?", acme.id());

        Response response = as(admin.authorization()).get("/api/orgs/{org}/metadata", acme.login());

        String features = response.asString().replaceAll(".*\"features\":\\{([^}]*)}.*", "$1");
        assertThat(response.asString().replace(features, ""))
                .isEqualTo("""
                        {"id":"%s","kind":"pulumi","created":"2026-01-02T03:04:05Z","userRole":"admin",\
                        "defaultStackPermission":0,"defaultEnvironmentPermission":"none","defaultAccountPermission":0,\
                        "membersCanCreateStacks":true,"membersCanDeleteStacks":true,"membersCanTransferStacks":true,\
                        "membersCanCreateTeams":false,"membersCanCreateAccounts":false,"neoEnabled":false,\
                        "neoApprovalMode":"manual","neoTaskSharingMode":"none","neoCLIExplanationsDisabled":true,\
                        "naturalLanguageSearchDisabled":true,"neoAgentDisabled":true,"insightsTrialUsingPolicy":false,\
                        "aiEnablement":"disabled","preferredVCS":"none","auditLogsEnabled":true,"webhooksEnabled":false,\
                        "features":{},"accountCount":0,"environmentCount":0,"stackCount":1,"memberCount":2,\
                        "defaultRoleId":"%s"}""".formatted(acme.id(), Role.MEMBER.idIn(acme.id())));
    }

    @Test
    void hasAValueForEveryFeatureThatClientsAskAbout() {
        Map<String, Boolean> features = metadata().getMap("features");

        assertThat(features).hasSize(86);
        assertThat(features).containsEntry("accessTokenExpiryPolicyEnabled", true);
        assertThat(features).containsEntry("machineTokensEnabled", true);
        assertThat(features).containsEntry("neoSecurityEnabled", false);
    }

    @ParameterizedTest
    @CsvSource({"member", "billing-manager"})
    void namesTheCallersOwnRole(String role) {
        Person person = Rows.person("Person");
        Rows.join(person.id(), acme.id(), role);

        assertThat(as(person.authorization())
                        .get("/api/orgs/{org}/metadata", acme.login())
                        .jsonPath()
                        .getString("userRole"))
                .isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({
        "setDefaultStackPermission, defaultStackPermission, 101",
        "setDefaultStackPermission, defaultStackPermission, 103",
        "setMembersCanCreateStacks, membersCanCreateStacks, false",
        "setMembersCanDeleteStacks, membersCanDeleteStacks, false",
        "setMembersCanTransferStacks, membersCanTransferStacks, false",
        "setMembersCanCreateTeams, membersCanCreateTeams, true",
        "setMaxAccessTokenExpiryDays, maxAccessTokenExpiryDays, 3650"
    })
    void changesASettingAndShowsIt(String setting, String shown, String value) {
        Response response = patch("{\"" + setting + "\":" + value + "}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getString(shown)).isEqualTo(value);
        if (!setting.equals("setMaxAccessTokenExpiryDays")) {
            assertThat(metadata().getString(shown)).isEqualTo(value);
        }
        assertThat(event("description"))
                .isEqualTo("Changed the settings of organization '" + acme.login() + "': " + shown + " " + value);
        assertThat(event("request_id")).isEqualTo(response.header("X-Pulumi-Request-ID"));
        assertThat(event("actor_id::text")).isEqualTo(admin.id().toString());
        assertThat(event("address")).isEqualTo("127.0.0.1");
    }

    private String event(String column) {
        return Database.value(
                String.class,
                "select " + column
                        + " from audit_event where organization_id = ? and action = 'organization-settings-changed'",
                acme.id());
    }

    @Test
    void keepsWhatTheBodyDoesNotNameAndRecordsNothingIfNothingChanges() {
        patch("{\"setDefaultStackPermission\":102,\"setMembersCanCreateTeams\":true}");

        Response response = patch("{\"setMembersCanCreateTeams\":true,\"unknown\":[1],\"setNeoEnabled\":false}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getInt("defaultStackPermission")).isEqualTo(102);
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(1);
    }

    @Test
    void takesWhatTheOfficialPythonSdkSendsForSettingsThatTheProgramDoesNotSet() {
        Response response = patch("""
                {"setDefaultStackPermission":101,"setDefaultEnvironmentPermission":null,"setDefaultAccountPermission":null,\
                "setMembersCanCreateStacks":true,"setMembersCanInviteCollaborators":false,"setMembersCanDeleteStacks":true,\
                "setMembersCanTransferStacks":true,"setMembersCanCreateAccounts":false,"setMembersCanCreateTeams":true,\
                "setAiEnablement":null,"setNeoEnabled":false,"setNeoApprovalMode":null,"setNeoTaskSharingMode":null,\
                "setNeoCLIExplanationsDisabled":false,"setNaturalLanguageSearchDisabled":false,"setNeoAgentDisabled":false,\
                "setPreferredVCS":null,"setDefaultDeploymentRoleId":null,"setDefaultAgentPoolID":null,\
                "setMaxAccessTokenExpiryDays":0}""");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.jsonPath().getInt("defaultStackPermission")).isEqualTo(101);
        assertThat(response.jsonPath().getBoolean("neoAgentDisabled")).isTrue();
    }

    @Test
    void opensStacksToMembersAtOnce() {
        Person member = Rows.person("Member");
        Rows.join(member.id(), acme.id(), "member");
        Rows.stack(acme.id(), "website", "production");

        patch("{\"setDefaultStackPermission\":101}");

        assertThat(as(member.authorization())
                        .get("/api/user/stacks?organization=" + acme.login())
                        .jsonPath()
                        .getList("stacks"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"setDefaultStackPermission\":104} | setDefaultStackPermission must be 0, 101, 102 or 103.",
                "{\"setDefaultStackPermission\":1} | setDefaultStackPermission must be 0, 101, 102 or 103.",
                "{\"setMaxAccessTokenExpiryDays\":-1} | setMaxAccessTokenExpiryDays must be from 1 to 3650, or 0 for no limit.",
                "{\"setMaxAccessTokenExpiryDays\":3651} | setMaxAccessTokenExpiryDays must be from 1 to 3650, or 0 for no limit.",
                "{\"setNeoEnabled\":true} | This server cannot change setNeoEnabled.",
                "{\"setPreferredVCS\":\"github\"} | This server cannot change setPreferredVCS.",
                "{\"setDefaultAccountPermission\":1} | This server cannot change setDefaultAccountPermission.",
                "{\"setAiEnablement\":\"\"} | This server cannot change setAiEnablement."
            })
    void refusesSettingsThatItDoesNotHave(String body, String reason) {
        assertThat(patch(body).jsonPath().getString("message"))
                .isEqualTo("Bad Request: Invalid organization settings. " + reason);
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"setMembersCanCreateStacks\":\"yes\"}", "{\"setAiEnablement\":1}"})
    void refusesABodyThatIsNoSettings(String body) {
        assertThat(patch(body).statusCode()).isEqualTo(400);
    }

    @Test
    void namesThePermissionThatAMemberDoesNotHave() {
        Person member = Rows.person("Member");
        Rows.join(member.id(), acme.id(), "member");

        assertThat(as(member.authorization())
                        .contentType("application/json")
                        .body("{}")
                        .patch("/api/orgs/{org}", acme.login())
                        .asString())
                .isEqualTo(
                        "{\"code\":403,\"message\":\"Forbidden: You do not have the permission organization:update in the"
                                + " organization '" + acme.login() + "'. Ask an admin of the organization.\"}");
    }

    @Test
    void acceptsOnlyTokensThatExpireSoonEnough() {
        patch("{\"setMaxAccessTokenExpiryDays\":30}");

        assertThat(get(acme.login()).jsonPath().getString("message"))
                .isEqualTo(
                        "The `" + acme.login() + "` organization enforces a max access token expiry of `30` days that"
                                + " your current token does not meet. Please generate a new token with a TTL meeting your org's"
                                + " threshold to perform this request.");
        expire(admin.id(), "31 days");
        assertThat(get(acme.login()).statusCode()).isEqualTo(403);
        assertThat(patch("{\"setMaxAccessTokenExpiryDays\":0}").statusCode()).isEqualTo(403);
        expire(admin.id(), "30 days");
        assertThat(get(acme.login()).statusCode()).isEqualTo(200);
        assertThat(metadata().getInt("maxAccessTokenExpiryDays")).isEqualTo(30);

        assertThat(patch("{\"setMaxAccessTokenExpiryDays\":0}").jsonPath().<Integer>get("maxAccessTokenExpiryDays"))
                .isNull();
    }

    @Test
    void acceptsAnOldTokenWhoseRestIsShortEnough() {
        patch("{\"setMaxAccessTokenExpiryDays\":30}");
        Database.execute(
                "update access_token set created_at = now() - interval '1 year' where user_id = ?", admin.id());
        expire(admin.id(), "29 days");

        assertThat(get(acme.login()).statusCode()).isEqualTo(200);
    }

    private static void expire(UUID userId, String rest) {
        Database.execute("update access_token set expires_at = now() + ?::interval where user_id = ?", rest, userId);
    }

    @Test
    void letsAPersonChangeTheirIndividualOrganization() {
        assertThat(as(admin.authorization())
                        .contentType("application/json")
                        .body("{\"setMembersCanCreateStacks\":false}")
                        .patch("/api/orgs/{org}", admin.login())
                        .jsonPath()
                        .getString("kind"))
                .isEqualTo("single-user");
    }

    private Response get(String name) {
        return as(admin.authorization()).get("/api/orgs/{org}", name);
    }

    private JsonPath metadata() {
        return as(admin.authorization())
                .get("/api/orgs/{org}/metadata", acme.login())
                .jsonPath();
    }

    private Response patch(String body) {
        return as(admin.authorization())
                .contentType("application/json")
                .body(body)
                .patch("/api/orgs/{org}", acme.login());
    }

    private static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization);
    }
}
