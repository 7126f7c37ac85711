package dev.rollcall.grant;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Grants a stack to people and custom roles. */
@QuarkusTest
class StackSharingTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final UUID stack = Rows.stack(acme.id(), "website", "dev");
    private final String place = acme.login() + "/website/dev";

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void letsAPersonInAndOutAgain() {
        assertThat(get(member)).isEqualTo(404);

        share(admin, member.login().toUpperCase(Locale.ROOT), 101).then().statusCode(204);
        assertThat(get(member)).isEqualTo(200);
        assertThat(collaborators(member)).containsExactly(member.login() + " 101");
        share(admin, member.login(), 102).then().statusCode(204);
        assertThat(collaborators(member)).containsExactly(member.login() + " 102");
        share(admin, member.login(), 102).then().statusCode(204);

        as(admin)
                .delete("/api/stacks/" + place + "/collaborators/" + member.login())
                .then()
                .statusCode(204);
        assertThat(get(member)).isEqualTo(404);
        assertThat(collaborators(admin)).isEmpty();
        as(admin)
                .delete("/api/stacks/" + place + "/collaborators/" + member.login())
                .then()
                .statusCode(204);
        assertThat(events())
                .containsExactly(
                        "Set the permission of user '" + member.login() + "' on stack 'website/dev' to read",
                        "Set the permission of user '" + member.login() + "' on stack 'website/dev' to write",
                        "Removed the permission of user '" + member.login() + "' on stack 'website/dev'");
    }

    @Test
    void letsWhoAdministersAStackShareItWithMembersButNotWithOthers() {
        Person outsider = Rows.person("Outsider");
        Person third = Rows.person("Third");
        Rows.join(third.id(), acme.id(), "member");
        Rows.grantToUser(stack, member.id(), "write");
        assertThat(message(share(member, third.login(), 101), 403))
                .isEqualTo("Forbidden: You do not have the permission stack:admin on the stack '" + place
                        + "'. Ask an admin of the stack or of the organization.");

        share(admin, member.login(), 103).then().statusCode(204);

        share(member, third.login(), 103).then().statusCode(204);
        assertThat(message(share(member, outsider.login(), 101), 403))
                .isEqualTo("Forbidden: User '" + outsider.login() + "' does not belong to the organization '"
                        + acme.login() + "'. Only its admins let others use a stack. Ask one of them.");
        share(admin, outsider.login(), 101).then().statusCode(204);
        assertThat(get(outsider)).isEqualTo(200);
        share(member, outsider.login(), 0).then().statusCode(204);
        assertThat(get(outsider)).isEqualTo(404);
    }

    @Test
    void letsNobodyInWhoseAccountAnotherOrganizationManages() {
        Organization other = Rows.organization(unique("other"), "Other");
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), other.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());

        assertThat(message(share(admin, managed.login(), 101), 400))
                .isEqualTo("Bad Request: The account is managed by another organization.");
    }

    @Test
    void knowsNoUnknownOrDeletedPeopleNoMachinesAndNoOtherPermissions() {
        Person gone = Rows.person("Gone");
        Database.execute("update app_user set state = 'deleted' where id = ?", gone.id());

        for (String login :
                List.of("nobody-has-this", gone.login(), "x", "service-account:" + Rows.serviceAccount(acme))) {
            assertThat(message(share(admin, login, 101), 404)).isEqualTo("Not Found: User '" + login + "' not found");
        }
        for (int permission : new int[] {104, 1, -1}) {
            assertThat(message(share(admin, member.login(), permission), 400))
                    .startsWith("Bad Request: Invalid stack permission.");
        }
    }

    @Test
    void sharesAStackOfAnIndividualOrganization() {
        Rows.stack(admin.organizationId(), "website", "dev");
        String mine = admin.login() + "/website/dev";

        as(admin)
                .body("{\"permissions\":102}")
                .patch("/api/console/stacks/" + mine + "/collaborators/" + member.login())
                .then()
                .statusCode(204);

        assertThat(as(member).get("/api/stacks/" + mine).statusCode()).isEqualTo(200);
    }

    @Test
    void grantsAStackToACustomRole() {
        UUID role = Rows.role(acme.id());
        UUID foreign = Rows.role(Rows.organization(unique("other"), "Other").id());
        Rows.hold(member.id(), acme.id(), role);
        assertThat(get(member)).isEqualTo(404);

        grant(admin, role.toString(), 102).then().statusCode(204);

        assertThat(get(member)).isEqualTo(200);
        assertThat(as(admin)
                        .get("/api/console/stacks/" + place + "/roles")
                        .jsonPath()
                        .<String>getList("roles.id"))
                .containsExactly(role.toString());
        assertThat(as(admin)
                        .get("/api/console/stacks/" + place + "/roles")
                        .jsonPath()
                        .<Integer>getList("roles.permission"))
                .containsExactly(102);
        grant(admin, role.toString(), 0).then().statusCode(204);
        assertThat(get(member)).isEqualTo(404);
        for (String none : List.of(foreign.toString(), UUID.randomUUID().toString(), "admin")) {
            assertThat(message(grant(admin, none, 101), 404)).isEqualTo("Not Found: Role '" + none + "' not found");
        }
    }

    @Test
    void letsOnlyAdminsOfTheOrganizationGrantToRoles() {
        Rows.grantToUser(stack, member.id(), "admin");

        assertThat(message(grant(member, Rows.role(acme.id()).toString(), 101), 403))
                .isEqualTo("Forbidden: You do not have the permission role:update in the organization '" + acme.login()
                        + "'. Ask an admin of the organization.");
    }

    private Response share(Person person, String login, int permission) {
        return as(person)
                .body("{\"permissions\":" + permission + "}")
                .patch("/api/console/stacks/" + place + "/collaborators/" + login);
    }

    private Response grant(Person person, String role, int permission) {
        return as(person)
                .body("{\"permissions\":" + permission + "}")
                .patch("/api/console/stacks/" + place + "/roles/" + role);
    }

    private int get(Person person) {
        return as(person).get("/api/stacks/" + place).statusCode();
    }

    private List<String> collaborators(Person person) {
        return as(person)
                .get("/api/stacks/" + place + "/collaborators")
                .jsonPath()
                .getList("users.collect { it.user.githubLogin + ' ' + it.permission }");
    }

    private List<String> events() {
        return Database.value(
                        String.class,
                        "select string_agg(description, chr(10) order by id) from audit_event where organization_id = ?",
                        acme.id())
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
