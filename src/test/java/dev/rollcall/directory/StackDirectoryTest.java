package dev.rollcall.directory;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StackDirectoryTest {

    private static final String GONE = "Not Found: Stack '%s/website/dev' not found";

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final String project = "/api/stacks/" + acme.login() + "/website";

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void createsAStackThatItsCreatorAdministers() {
        Response created =
                create(member, "{\"stackName\":\"dev\",\"tags\":{\"pulumi:project\":\"website\",\"empty\":\"\"}}");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.asString()).isEqualTo("{}");
        UUID id = Database.value(UUID.class, "select id from stack where organization_id = ?", acme.id());
        assertThat(get(member).asString()).isEqualTo("""
            {"id":"%s","orgName":"%s","projectName":"website","stackName":"dev","activeUpdate":"",\
            "tags":{"empty":"","pulumi:project":"website"},"version":0}\
            """.formatted(id, acme.login()));
        assertThat(granted("user_id", member.id())).isEqualTo("admin");
        assertThat(events()).containsExactly("stack-created: Created stack 'website/dev'");
        assertThat(given().header("Authorization", member.authorization())
                        .get("/api/user/stacks")
                        .jsonPath()
                        .getList("stacks.id"))
                .containsExactly(id.toString());
    }

    @Test
    void letsTheTeamsOfANewStackUpdateIt() {
        UUID web = team("web");
        UUID data = team("data");

        // The CLI sends --teams a,b as one text, and --teams a --teams b as two.
        create(admin, "{\"stackName\":\"dev\",\"teams\":[\"WEB, data\",\"web\",\"\"]}")
                .then()
                .statusCode(200);

        assertThat(granted("team_id", web)).isEqualTo("write");
        assertThat(granted("team_id", data)).isEqualTo("write");
        assertThat(events()).containsExactly("stack-created: Created stack 'website/dev' for the teams 'web', 'data'");
    }

    @Test
    void createsNothingForATeamThatDoesNotExist() {
        assertThat(message(create(admin, "{\"stackName\":\"dev\",\"teams\":[\"nobody\"]}"), 400))
                .isEqualTo("Bad Request: Team 'nobody' not found");
        assertThat(Database.count("stack where organization_id = ?", acme.id())).isZero();

        assertThat(message(
                        as(admin)
                                .body("{\"stackName\":\"dev\",\"teams\":[\"web\"]}")
                                .post("/api/stacks/" + admin.login() + "/website"),
                        400))
                .isEqualTo("Bad Request: Teams are not available to individual orgs");
    }

    @Test
    void givesTheStackOfATeamTokenToItsTeamAndThatOfAnOrganizationTokenToItsAccount() {
        String team = Rows.teamToken(acme, "platform", "ci");
        String other = Rows.teamToken(acme, "other", "other-ci");
        String organization = Rows.organizationToken(acme, "deploy");

        create("token " + team, "{\"stackName\":\"dev\"}").then().statusCode(200);
        create("token " + organization, "{\"stackName\":\"all\"}").then().statusCode(200);

        assertThat(as("token " + team).get(project + "/dev").statusCode()).isEqualTo(200);
        assertThat(as("token " + other).get(project + "/dev").statusCode()).isEqualTo(404);
        assertThat(as("token " + organization).get(project + "/dev").statusCode())
                .isEqualTo(404);
        assertThat(as("token " + organization).get(project + "/all").statusCode())
                .isEqualTo(200);
        assertThat(as("token " + team).get(project + "/all").statusCode()).isEqualTo(404);
        assertThat(as("token " + team).delete(project + "/dev").statusCode()).isEqualTo(204);
        assertThat(as("token " + organization).delete(project + "/all").statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "DEV"})
    void doesNotCreateWhatExists(String name) {
        create(admin, "{\"stackName\":\"dev\"}");

        assertThat(message(create(member, "{\"stackName\":\"" + name + "\"}"), 409))
                .isEqualTo("Conflict: Stack '" + acme.login() + "/website/" + name + "' already exists");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                        | Bad Request: stackName is missing
        {"stackName":""}                                          | Bad Request: stackName must be 1 to 100 letters, digits, hyphens, underscores and dots, and not only one or two dots
        {"stackName":".."}                                        | Bad Request: stackName must be 1 to 100 letters, digits, hyphens, underscores and dots, and not only one or two dots
        {"stackName":"a/b"}                                       | Bad Request: stackName must be 1 to 100 letters, digits, hyphens, underscores and dots, and not only one or two dots
        {"stackName":"dev","tags":{"a b":"c"}}                    | Bad Request: Invalid tag name. It has 1 to 40 letters, digits and the characters - _ . :
        {"stackName":"dev","tags":{"a":null}}                     | Bad Request: Invalid value of the tag 'a'. It has at most 256 characters.
        {"stackName":"dev","tags":{"a":"\\u0000"}}                | Bad Request: Invalid value of the tag 'a'. It has at most 256 characters.
        {"stackName":"dev","tags":{"a":"\\ud800"}}                | Bad Request: Invalid value of the tag 'a'. It has at most 256 characters.
        {"stackName":"dev","state":{"version":3}}                 | Bad Request: deployment is missing.
        {"stackName":"dev","config":{"environment":"website/dev"}}| Bad Request: This server has no environments (ESC), so it cannot keep the configuration of a stack. Create the stack without --remote-config: its configuration is then in a file.
        {"stackName":"dev","createManagedEnvironment":true}       | Bad Request: This server has no environments (ESC), so it cannot keep the configuration of a stack. Create the stack without --remote-config: its configuration is then in a file.
        """)
    void refusesWhatIsInvalidOrNotThere(String body, String message) {
        assertThat(message(create(admin, body), 400)).isEqualTo(message);
        assertThat(Database.count("stack where organization_id = ?", acme.id())).isZero();
    }

    @Test
    void acceptsThatThereIsNoManagedEnvironmentAndNoState() {
        create(
                        admin,
                        "{\"stackName\":\"dev\",\"tags\":null,\"teams\":null,\"state\":null,\"config\":null,"
                                + "\"createManagedEnvironment\":false,\"later\":1}")
                .then()
                .statusCode(200);
    }

    @Test
    void refusesNamesOfProjectsThatTheCliCannotRead() {
        for (String name : List.of("a%20b", "a".repeat(101), "%C3%A9")) {
            assertThat(as(admin)
                            .urlEncodingEnabled(false)
                            .body("{\"stackName\":\"dev\"}")
                            .post("/api/stacks/" + acme.login() + "/" + name)
                            .statusCode())
                    .as(name)
                    .isEqualTo(400);
        }
    }

    @Test
    void letsMembersCreateStacksOnlyIfTheSettingsSaySo() {
        set("members_can_create_stacks", false);

        assertThat(message(create(member, "{\"stackName\":\"dev\"}"), 403))
                .isEqualTo("Forbidden: You do not have the permission stack:create in the organization '" + acme.login()
                        + "'. Ask an admin of the organization.");
        create(admin, "{\"stackName\":\"dev\"}").then().statusCode(200);
    }

    @Test
    void letsNobodyWithACustomRoleCreateStacks() {
        Rows.hold(member.id(), acme.id(), Rows.role(acme.id()));

        create(member, "{\"stackName\":\"dev\"}").then().statusCode(403);
    }

    @Test
    void knowsTheProjectsWhoseStacksTheCallerReaches() {
        create(admin, "{\"stackName\":\"dev\"}");

        assertThat(head(admin, project)).isEqualTo(200);
        assertThat(head(admin, project.replace("website", "WebSite"))).isEqualTo(200);
        assertThat(head(admin, project.replace("website", "other"))).isEqualTo(404);
        assertThat(head(member, project)).isEqualTo(404);
        assertThat(head(admin, project + "?unknown=1")).isEqualTo(400);
        Rows.openToMembers(acme.id(), "read");
        assertThat(head(member, project)).isEqualTo(200);
    }

    @Test
    void showsAStackInAnyCaseToACollaboratorWhoBelongsToNoOrganization() {
        Person outsider = Rows.person("Outsider");
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        assertThat(message(get(outsider), 404)).isEqualTo(GONE.formatted(acme.login()));
        assertThat(message(as(outsider).get("/api/stacks/nobody-has-this/website/dev"), 404))
                .isEqualTo(GONE.formatted("nobody-has-this"));

        Rows.grantToUser(stack, outsider.id(), "read");

        assertThat(as(outsider)
                        .get("/api/stacks/" + acme.login().toUpperCase(Locale.ROOT) + "/WEBSITE/DEV")
                        .jsonPath()
                        .<String>get("stackName"))
                .isEqualTo("dev");
        assertThat(head(outsider, project)).isEqualTo(200);
    }

    @Test
    void showsTheNewestUpdate() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        UUID update = UUID.randomUUID();
        Database.execute("update stack set last_version = 7, active_update = ? where id = ?", update, stack);

        assertThat(get(admin).jsonPath().getLong("version")).isEqualTo(7);
        assertThat(get(admin).jsonPath().getString("activeUpdate")).isEqualTo(update.toString());
    }

    @Test
    void refusesTokensThatLiveLongerThanTheOrganizationAllows() {
        Person outsider = Rows.person("Outsider");
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Rows.grantToUser(stack, member.id(), "read");
        set("max_access_token_expiry_days", 30);

        assertThat(message(get(member), 403)).contains("enforces a max access token expiry of `30` days");
        assertThat(get(outsider).statusCode()).isEqualTo(404);
        create(member, "{\"stackName\":\"new\"}").then().statusCode(403);
    }

    @Test
    void deletesAStackWithItsTagsAndGrants() {
        create(member, "{\"stackName\":\"dev\",\"tags\":{\"a\":\"b\"}}");

        as(member).delete(project + "/dev?force=false").then().statusCode(204);

        assertThat(message(get(admin), 404)).isEqualTo(GONE.formatted(acme.login()));
        assertThat(Database.count("stack_grant where organization_id = ?", acme.id()))
                .isZero();
        assertThat(Database.count("stack_tag where organization_id = ?", acme.id()))
                .isZero();
        assertThat(events()).last().isEqualTo("stack-deleted: Deleted stack 'website/dev'");
        create(member, "{\"stackName\":\"dev\"}").then().statusCode(200);
    }

    @Test
    void deletesAStackWithResourcesOnlyByForce() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Database.execute("update stack set last_version = 1, resource_count = 3 where id = ?", stack);

        for (String force : List.of("", "?force=false")) {
            assertThat(message(as(admin).delete(project + "/dev" + force), 400))
                    .isEqualTo("Bad Request: Stack still contains resources.");
        }
        assertThat(message(as(admin).delete(project + "/dev?force=yes"), 400))
                .isEqualTo("Bad Request: force must be true or false.");
        as(admin).delete(project + "/dev?force=true").then().statusCode(204);
        assertThat(events()).containsExactly("stack-deleted: Deleted stack 'website/dev', which had 3 resources");
    }

    @Test
    void deletesNoStackWhoseUpdateIsInProgress() {
        UUID stack = Rows.stack(acme.id(), "website", "dev");
        Database.execute("update stack set lease_until = now() + interval '5 minutes' where id = ?", stack);

        assertThat(message(as(admin).delete(project + "/dev?force=true"), 409))
                .isEqualTo("Conflict: Another update is currently in progress.");

        Database.execute("update stack set lease_until = now() - interval '1 second' where id = ?", stack);
        as(admin).delete(project + "/dev?force=true").then().statusCode(204);
    }

    @Test
    void letsMembersDeleteTheirStacksOnlyIfTheSettingsSaySo() {
        create(member, "{\"stackName\":\"dev\"}");
        set("members_can_delete_stacks", false);

        assertThat(message(as(member).delete(project + "/dev"), 403))
                .isEqualTo("Forbidden: Only admins of the organization '" + acme.login()
                        + "' may delete stacks. Ask one of them.");
        as(admin).delete(project + "/dev").then().statusCode(204);
    }

    @Test
    void refusesToDeleteForWhoMayOnlyWrite() {
        Rows.stack(acme.id(), "website", "dev");
        Rows.openToMembers(acme.id(), "write");

        assertThat(message(as(member).delete(project + "/dev"), 403))
                .isEqualTo("Forbidden: You do not have the permission stack:admin on the stack '" + acme.login()
                        + "/website/dev'. Ask an admin of the stack or of the organization.");
    }

    private UUID team(String name) {
        UUID id = Rows.team(acme.id());
        Database.execute("update team set name = ? where id = ?", name, id);
        return id;
    }

    private String granted(String column, UUID grantee) {
        return Database.value(
                String.class,
                "select permission from stack_grant where organization_id = ? and " + column + " = ?",
                acme.id(),
                grantee);
    }

    private void set(String column, Object value) {
        Database.execute("update organization set " + column + " = ? where id = ?", value, acme.id());
    }

    private List<String> events() {
        return given()
                .header("Authorization", admin.authorization())
                .get("/api/orgs/" + acme.login() + "/auditlogs/v2")
                .jsonPath()
                .<Map<String, String>>getList("auditLogEvents")
                .stream()
                .map(event -> event.get("event") + ": " + event.get("description"))
                .sorted()
                .toList();
    }

    private Response create(Person person, String body) {
        return create(person.authorization(), body);
    }

    private Response create(String authorization, String body) {
        return as(authorization).body(body).post(project);
    }

    private Response get(Person person) {
        return as(person).get(project + "/dev");
    }

    private static int head(Person person, String path) {
        return given().header("Authorization", person.authorization())
                .head(path)
                .statusCode();
    }

    private static String message(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        return response.jsonPath().getString("message");
    }

    private static RequestSpecification as(Person person) {
        return as(person.authorization());
    }

    private static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization).contentType("application/json");
    }
}
