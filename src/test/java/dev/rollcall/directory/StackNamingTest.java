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
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Renames and transfers stacks. */
@QuarkusTest
class StackNamingTest {

    private final Person ada = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Organization other = Rows.organization(unique("other"), "Other");
    private final UUID stack = Rows.stack(acme.id(), "website", "dev");

    StackNamingTest() {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(ada.id(), other.id(), "member");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void renamesAStack() {
        Rows.tag(stack, "pulumi:project", "website");

        Response renamed = rename("{\"newName\":\"production\",\"newProject\":\"\"}");

        assertThat(renamed.asString()).isEqualTo("{\"updateId\":\"\"}");
        assertThat(place()).isEqualTo(acme.login() + "/website/production");
        assertThat(get(ada, "/website/dev")).isEqualTo(404);
        assertThat(get(ada, "/website/production")).isEqualTo(200);
        assertThat(description("stack-renamed")).containsExactly("Renamed stack 'website/dev' to 'website/production'");
    }

    @Test
    void movesAStackToAnotherProjectAndSaysSoInItsTags() {
        Rows.tag(stack, "pulumi:project", "website");

        rename("{\"newProject\":\"Shop\"}").then().statusCode(200);

        assertThat(place()).isEqualTo(acme.login() + "/Shop/dev");
        assertThat(Database.value(String.class, "select value from stack_tag where stack_id = ?", stack))
                .isEqualTo("Shop");
    }

    @Test
    void changesTheCaseOfAName() {
        rename("{\"newName\":\"Dev\"}").then().statusCode(200);

        assertThat(place()).isEqualTo(acme.login() + "/website/Dev");
    }

    @Test
    void refusesNamesThatAreTakenInvalidOrTheSame() {
        Rows.stack(acme.id(), "website", "production");

        assertThat(message(rename("{\"newName\":\"Production\"}"), 409))
                .isEqualTo("Conflict: Stack '" + acme.login() + "/website/Production' already exists");
        for (String same : List.of("{}", "{\"newName\":\"dev\",\"newProject\":\"website\"}")) {
            assertThat(message(rename(same), 400)).isEqualTo("Bad Request: No rename to apply.");
        }
        assertThat(message(rename("{\"newName\":\"a b\"}"), 400)).startsWith("Bad Request: newName must be");
        assertThat(message(rename("{\"newProject\":\"..\"}"), 400)).startsWith("Bad Request: newProject must be");
    }

    @Test
    void renamesAndTransfersNoStackThatHasBeenUpdated() {
        Database.execute("update stack set last_version = 1 where id = ?", stack);

        assertThat(message(rename("{\"newName\":\"production\"}"), 409))
                .isEqualTo(
                        "Conflict: This release cannot rename a stack that has been updated. 'pulumi stack migrate' can:"
                                + " move the stack to files (file://), and back to its new name.");
        assertThat(message(transfer(other.login()), 409))
                .startsWith("Conflict: This release cannot transfer a stack that has been updated.");
        Database.execute("update stack set lease_until = now() + interval '5 minutes' where id = ?", stack);
        assertThat(message(rename("{\"newName\":\"production\"}"), 409))
                .isEqualTo("Conflict: Another update is currently in progress.");
        assertThat(message(transfer(other.login()), 409))
                .isEqualTo("Conflict: Another update is currently in progress.");
    }

    @Test
    void transfersAStackWithItsTagsAndWithoutItsGrants() {
        Rows.tag(stack, "owner", "web");
        Rows.grantToUser(stack, member.id(), "write");
        Rows.grantToTeam(stack, Rows.team(acme.id()), "write");
        Rows.grantToRole(stack, Rows.role(acme.id()), "write");

        assertThat(transfer(other.login()).statusCode()).isEqualTo(204);

        assertThat(place()).isEqualTo(other.login() + "/website/dev");
        assertThat(get(member, "/website/dev")).isEqualTo(404);
        assertThat(Database.count("stack_grant where stack_id = ?", stack)).isOne();
        assertThat(Database.count(
                        "stack_grant where stack_id = ? and user_id = ? and permission = 'admin'", stack, ada.id()))
                .isOne();
        assertThat(Database.count("stack_tag where stack_id = ? and organization_id = ?", stack, other.id()))
                .isOne();
        assertThat(description("stack-transferred"))
                .hasSize(2)
                .containsOnly("Transferred stack 'website/dev' from '" + acme.login() + "' to '" + other.login() + "'");
    }

    @Test
    void transfersOnlyBetweenOrganizationsOfTheCaller() {
        Organization strange = Rows.organization(unique("strange"), "Strange");

        assertThat(message(transfer(strange.login()), 404))
                .isEqualTo("Not Found: Organization '" + strange.login() + "' not found");
        assertThat(message(transfer(acme.login().toUpperCase(Locale.ROOT)), 400))
                .isEqualTo("Bad Request: The organization '" + acme.login() + "' has the stack already");
        Rows.stack(other.id(), "Website", "Dev");
        assertThat(message(transfer(other.login()), 409))
                .isEqualTo("Conflict: Stack '" + other.login() + "/website/dev' already exists");

        Person collaborator = Rows.person("Collaborator");
        Rows.grantToUser(stack, collaborator.id(), "admin");
        assertThat(message(transfer(collaborator, collaborator.login()), 404))
                .isEqualTo("Not Found: Organization '" + acme.login() + "' not found");
    }

    @Test
    void asksTheSettingsOfBothOrganizations() {
        Rows.grantToUser(stack, member.id(), "admin");
        Rows.join(member.id(), other.id(), "member");
        Database.execute("update organization set members_can_transfer_stacks = false where id = ?", acme.id());
        assertThat(message(transfer(member, other.login()), 403))
                .isEqualTo("Forbidden: Only admins of the organization '" + acme.login()
                        + "' may transfer stacks. Ask one of them.");

        Database.execute("update organization set members_can_create_stacks = false where id = ?", other.id());
        assertThat(message(transfer(ada, other.login()), 403))
                .startsWith(
                        "Forbidden: You do not have the permission stack:create in the organization '" + other.login());

        Database.execute("update organization set members_can_transfer_stacks = true where id = ?", acme.id());
        Database.execute("update organization set members_can_create_stacks = true where id = ?", other.id());
        assertThat(transfer(member, other.login()).statusCode()).isEqualTo(204);
    }

    private Response rename(String body) {
        return as(ada).body(body).post("/api/stacks/" + acme.login() + "/website/dev/rename");
    }

    private Response transfer(String organization) {
        return transfer(ada, organization);
    }

    private Response transfer(Person person, String organization) {
        return as(person)
                .body("{\"toOrg\":\"" + organization + "\"}")
                .post("/api/stacks/" + acme.login() + "/website/dev/transfer");
    }

    private int get(Person person, String path) {
        return as(person).get("/api/stacks/" + acme.login() + path).statusCode();
    }

    private String place() {
        return Database.value(
                String.class,
                "select o.login || '/' || s.project || '/' || s.name from stack s"
                        + " join organization o on o.id = s.organization_id where s.id = ?",
                stack);
    }

    private List<String> description(String action) {
        return Database.value(
                        String.class,
                        "select string_agg(description, chr(10)) from audit_event where subject_id = ? and action = ?",
                        stack,
                        action)
                .lines()
                .toList();
    }

    private static String message(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        return response.jsonPath().getString("message");
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization()).contentType("application/json");
    }
}
