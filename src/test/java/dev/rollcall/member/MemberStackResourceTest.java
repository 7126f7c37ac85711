package dev.rollcall.member;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MemberStackResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final UUID stack = Rows.stack(acme.id(), "Website", "Production");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
    }

    @Test
    void explainsEveryWayToAStack() {
        Rows.join(grace.id(), acme.id(), "member");
        Rows.openToMembers(acme.id(), "read");
        UUID team = Rows.team(acme.id());
        Database.execute("update team set name = 'platform' where id = ?", team);
        Rows.joinTeam(grace.id(), team);
        Rows.joinTeam(grace.id(), Rows.team(acme.id()));
        Rows.grantToTeam(stack, team, "write");
        UUID gitHub = Rows.team(acme.id());
        Database.execute(
                "update team set name = 'octo', display_name = 'Octo cats', description = 'Of GitHub', kind = 'github',"
                        + " github_team_id = 7 where id = ?",
                gitHub);
        Rows.joinTeam(grace.id(), gitHub);
        Rows.grantToTeam(stack, gitHub, "read");
        Rows.grantToUser(stack, grace.id(), "admin");

        Response response = get(admin, grace.login().toUpperCase(Locale.ROOT), "website", "production");

        assertThat(response.asString()).isEqualTo("""
                        {"userInfo":{"name":"Grace Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg"},"organizationRole":"member",\
                        "organizationDefault":101,"teamPermissions":[{"team":{"kind":"github","name":"octo",\
                        "displayName":"Octo cats","description":"Of GitHub"},"permission":101},\
                        {"team":{"kind":"pulumi","name":"platform",\
                        "displayName":"platform","description":""},"permission":102}],"explicitPermission":103}""".formatted(grace.login(), grace.id()));
        assertThat(get(grace, grace.login(), "website", "production").asString())
                .isEqualTo(response.asString());
    }

    @Test
    void showsACollaboratorWhoIsNoMember() {
        Rows.grantToUser(stack, grace.id(), "write");
        Rows.stack(acme.id(), "website", "dev");

        assertThat(get(admin, grace.login(), "website", "production").jsonPath().getString("organizationRole"))
                .isEqualTo("stack-collaborator");
        assertThat(get(admin, grace.login(), "website", "production").jsonPath().getInt("explicitPermission"))
                .isEqualTo(102);
        assertThat(get(admin, grace.login(), "website", "dev").jsonPath().getInt("explicitPermission"))
                .isZero();
        assertThat(get(grace, grace.login(), "website", "production").statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsMembersNothingAboutOthers() {
        Rows.join(grace.id(), acme.id(), "member");

        assertThat(get(grace, admin.login(), "website", "production").asString())
                .isEqualTo(
                        "{\"code\":403,\"message\":\"Forbidden: You do not have the permission org_member_access:read in the"
                                + " organization '" + acme.login() + "'. Ask an admin of the organization.\"}");
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        assertThat(get(admin, grace.login(), "website", "production").asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: User '" + grace.login() + "' not found\"}");
        assertThat(get(admin, "a", "website", "production").statusCode()).isEqualTo(404);
        assertThat(get(admin, admin.login(), "website", "dev").asString())
                .isEqualTo(
                        "{\"code\":404,\"message\":\"Not Found: Stack '" + acme.login() + "/website/dev' not found\"}");
        assertThat(get(admin, admin.login(), "web\0site", "dev").statusCode()).isEqualTo(404);
    }

    private Response get(Person caller, String login, String project, String name) {
        return given().header("Authorization", caller.authorization())
                .get(
                        "/api/console/orgs/{org}/members/{login}/stacks/{project}/{stack}",
                        acme.login(),
                        login,
                        project,
                        name);
    }
}
