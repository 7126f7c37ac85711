package dev.rollcall.team;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TeamResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void createsATeamWhoseCreatorIsItsAdminAtOnce() {
        Response created =
                create("{\"name\":\"Rocket.1\",\"displayName\":\"Rocket Science\",\"description\":\"Up\\nand away\","
                        + "\"organization\":\"ignored\",\"teamType\":\"pulumi\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.asString()).isEqualTo("""
                        {"kind":"pulumi","name":"Rocket.1","displayName":"Rocket Science","description":"Up\\nand away",\
                        "members":[{"name":"Ada Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","role":"admin"}],\
                        "stacks":[],"environments":[],"userRole":"admin"}""".formatted(admin.login(), admin.id()));
        assertThat(get("rocket.1").asString()).isEqualTo(created.asString());
        assertThat(lastEvent("action")).isEqualTo("team-created");
        assertThat(lastEvent("description")).isEqualTo("Created team 'Rocket.1'");
        assertThat(lastEvent("request_id")).isEqualTo(created.header("X-Pulumi-Request-ID"));
        assertThat(lastEvent("actor_id::text")).isEqualTo(admin.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"%s\"}", "{\"name\":\"%s\",\"displayName\":\"\",\"description\":null}"})
    void showsTheNameOfATeamWithoutADisplayName(String body) {
        Response created = create(body.formatted("rocket"));

        assertThat(created.jsonPath().getString("displayName")).isEqualTo("rocket");
        assertThat(created.jsonPath().getString("description")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulumi", "github", "tokens", "-", "...", "a", "_x.y-z"})
    void findsATeamOfAnyName(String name) {
        assertThat(create("{\"name\":\"" + name + "\"}").statusCode()).isEqualTo(201);

        assertThat(get(name).jsonPath().getString("name")).isEqualTo(name);
        assertThat(patch(name, "{\"newDescription\":\"x\"}").statusCode()).isEqualTo(204);
        assertThat(delete(name).statusCode()).isEqualTo(204);
        assertThat(get(name).statusCode()).isEqualTo(404);
    }

    @Test
    void allowsTheMethodsOfATeamAlsoWhereATeamHasTheNameOfAnotherPath() {
        assertThat(as(admin)
                        .options("/api/orgs/{org}/teams/github", acme.login())
                        .header("Allow"))
                .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST");
        assertThat(as(admin)
                        .options("/api/orgs/{org}/teams/rocket", acme.login())
                        .header("Allow"))
                .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
        assertThat(as(admin)
                        .body("{}")
                        .put("/api/orgs/{org}/teams/github", acme.login())
                        .statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "é", "a\\u0000", "a\\n"})
    void refusesOtherNames(String name) {
        assertThat(message(create("{\"name\":\"" + name + "\"}")))
                .isEqualTo("Bad Request: name must be 1 to 100 letters, digits, hyphens, underscores and dots, and not"
                        + " only one or two dots");
    }

    @Test
    void limitsTheLengthOfTexts() {
        assertThat(create("{\"name\":\"" + "n".repeat(100) + "\"}").statusCode())
                .isEqualTo(201);
        assertThat(create("{\"name\":\"" + "n".repeat(101) + "\"}").statusCode())
                .isEqualTo(400);
        assertThat(create("{\"name\":\"a\",\"displayName\":\"" + "𝒳".repeat(100) + "\",\"description\":\""
                                + "d".repeat(1024) + "\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(message(create("{\"name\":\"b\",\"displayName\":\"" + "𝒳".repeat(101) + "\"}")))
                .isEqualTo("Bad Request: Display name too long. Max length 100 characters.");
        assertThat(message(create("{\"name\":\"b\",\"description\":\"" + "d".repeat(1025) + "\"}")))
                .isEqualTo("Bad Request: The description must have at most 1024 characters, and no control characters"
                        + " except tabs and line breaks");
        assertThat(get("b").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"name\":1}", "{\"name\":\"a\",\"displayName\":\"a\\u0000\"}"})
    void refusesABodyThatIsNoTeam(String body) {
        assertThat(create(body).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesASecondTeamOfTheSameNameInAnyCase() {
        create("{\"name\":\"rocket\"}");

        assertThat(create("{\"name\":\"Rocket\"}").asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: Team with name \\\"Rocket\\\" already exists\"}");
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(1);
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(admin.id(), other.id(), "admin");
        assertThat(as(admin)
                        .body("{\"name\":\"rocket\"}")
                        .post("/api/orgs/{org}/teams/pulumi", other.login())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void letsMembersCreateTeamsIfTheSettingsSaySo() {
        Person billing = Rows.person("Billing");
        Rows.join(billing.id(), acme.id(), "billing-manager");
        String machine = "token " + Rows.organizationToken(acme, "ci");
        String body = "{\"name\":\"rocket\"}";
        assertThat(createAs(member.authorization(), body).asString())
                .isEqualTo("{\"code\":403,\"message\":\"Forbidden: You do not have the permission team:create in the"
                        + " organization '" + acme.login() + "'. Ask an admin of the organization.\"}");

        Database.execute("update organization set members_can_create_teams = true where id = ?", acme.id());

        assertThat(createAs(billing.authorization(), body).statusCode()).isEqualTo(403);
        assertThat(createAs(machine, body).statusCode()).isEqualTo(403);
        assertThat(createAs(member.authorization(), body).jsonPath().getString("userRole"))
                .isEqualTo("admin");
        assertThat(as(member)
                        .delete("/api/orgs/{org}/teams/rocket", acme.login())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void createsATeamWithoutMembersForAToken() {
        String token = Rows.organizationToken(acme, "admin");
        Database.execute("update access_token set admin = true where organization_id = ?", acme.id());

        Response created = createAs("token " + token, "{\"name\":\"rocket\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.jsonPath().getList("members")).isEmpty();
        assertThat(created.jsonPath().getString("userRole")).isEqualTo("none");
        assertThat(lastEvent("token_name")).isEqualTo("admin");
    }

    @Test
    void hasNoTeamsInIndividualOrganizations() {
        String path = "/api/orgs/" + admin.login() + "/teams";
        String refusal = "{\"code\":400,\"message\":\"Bad Request: Teams are not available to individual orgs\"}";

        assertThat(as(admin).get(path).asString()).isEqualTo("{\"teams\":[]}");
        assertThat(as(admin).get(path + "/rocket").statusCode()).isEqualTo(404);
        assertThat(as(admin)
                        .body("{\"name\":\"rocket\"}")
                        .post(path + "/pulumi")
                        .asString())
                .isEqualTo(refusal);
        assertThat(as(admin).body("{\"githubTeamID\":1}").post(path + "/github").asString())
                .isEqualTo(refusal);
        assertThat(as(admin).body("{}").patch(path + "/rocket").asString()).isEqualTo(refusal);
        assertThat(as(admin).delete(path + "/rocket").asString()).isEqualTo(refusal);
    }

    @Test
    void createsNoTeamsOfGitHubWhereGitHubDoesNotBackTheOrganization() {
        String path = "/api/orgs/" + acme.login() + "/teams/github";

        assertThat(message(as(admin).body("{\"name\":\"x\"}").post(path)))
                .isEqualTo("Bad Request: No TeamID provided.");
        assertThat(message(as(admin).body("{\"githubTeamID\":0}").post(path)))
                .isEqualTo("Bad Request: No TeamID provided.");
        assertThat(message(as(admin).body("{\"githubTeamID\":7}").post(path)))
                .isEqualTo("Bad Request: The organization '" + acme.login()
                        + "' is not backed by GitHub, so it cannot have teams of GitHub.");
    }

    @Test
    void listsTeamsByNameWithoutTheirMembersAndStacks() {
        create("{\"name\":\"zebra\"}");
        create("{\"name\":\"Ant\",\"displayName\":\"Ants\",\"description\":\"Small\"}");
        addMember("Ant", member);

        assertThat(as(member).get("/api/orgs/{org}/teams", acme.login()).asString())
                .isEqualTo("""
                        {"teams":[\
                        {"kind":"pulumi","name":"Ant","displayName":"Ants","description":"Small","userRole":"member"},\
                        {"kind":"pulumi","name":"zebra","displayName":"zebra","description":"","userRole":"none"}]}""");
    }

    @Test
    void listsTeamsInPagesWhenAsked() {
        for (String name : List.of("c", "A", "e", "B", "d")) {
            create("{\"name\":\"" + name + "\"}");
        }
        List<String> names = new ArrayList<>();
        String query = "?maxResults=2";
        for (int page = 1; query != null; page++) {
            Response response = as(member).get("/api/orgs/" + acme.login() + "/teams" + query);
            names.addAll(response.jsonPath().getList("teams.name"));
            String token = response.jsonPath().getString("continuationToken");
            assertThat(token == null).isEqualTo(page == 3);
            query = token == null ? null : "?maxResults=2&continuationToken=" + token;
        }

        assertThat(names).containsExactly("A", "B", "c", "d", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxResults=0", "maxResults=x", "continuationToken=", "continuationToken=5-", "filter=x"})
    void refusesParametersThatNoListHas(String query) {
        assertThat(as(member)
                        .get("/api/orgs/" + acme.login() + "/teams?" + query)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void changesTheTextsThatTheBodyNames() {
        create("{\"name\":\"rocket\",\"displayName\":\"Rocket\",\"description\":\"Old\"}");

        assertThat(patch("ROCKET", "{\"newDescription\":\"New\",\"unknown\":1}").statusCode())
                .isEqualTo(204);
        assertThat(texts("rocket")).isEqualTo("Rocket, New");
        assertThat(lastEvent("action")).isEqualTo("team-updated");
        assertThat(patch("rocket", "{\"newDisplayName\":\"\",\"newDescription\":\"\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(texts("rocket")).isEqualTo("rocket, ");
        assertThat(patch("rocket", "{\"newDisplayName\":\"\",\"newDescription\":\"\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(patch("rocket", "{}").statusCode()).isEqualTo(204);
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(3);
    }

    private String texts(String team) {
        return get(team).jsonPath().getString("displayName") + ", "
                + get(team).jsonPath().getString("description");
    }

    @Test
    void addsPromotesDemotesAndRemovesMembers() {
        create("{\"name\":\"rocket\"}");

        addMember("rocket", member);
        assertThat(role(member)).isEqualTo("member");
        assertThat(lastEvent("description")).isEqualTo("Added '" + member.login() + "' to team 'rocket'");
        assertThat(lastEvent("subject_id::text")).isEqualTo(member.id().toString());
        assertThat(change("promote", member.login()).statusCode()).isEqualTo(204);
        assertThat(role(member)).isEqualTo("admin");
        assertThat(lastEvent("description"))
                .isEqualTo("Changed the role of '" + member.login() + "' in team 'rocket' to admin");
        assertThat(change("demote", member.login().toUpperCase(Locale.ROOT)).statusCode())
                .isEqualTo(204);
        assertThat(role(member)).isEqualTo("member");
        assertThat(change("remove", member.login()).statusCode()).isEqualTo(204);
        assertThat(role(member)).isNull();
        assertThat(lastEvent("action")).isEqualTo("team-member-removed");
    }

    @Test
    void changesNothingTwice() {
        create("{\"name\":\"rocket\"}");
        addMember("rocket", member);

        assertThat(message(change("add", member.login())))
                .isEqualTo("Conflict: User '" + member.login() + "' is already a member of the team 'rocket'.");
        assertThat(change("demote", member.login()).statusCode()).isEqualTo(204);
        change("remove", member.login());
        assertThat(change("remove", member.login()).statusCode()).isEqualTo(204);
        assertThat(change("remove", "nobody-here").statusCode()).isEqualTo(204);
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"add", "promote", "demote"})
    void findsNobodyOutsideOfTheOrganization(String action) {
        create("{\"name\":\"rocket\"}");
        String stranger = Rows.person("Stranger").login();

        for (String login : List.of(stranger, "nobody-here", "", "\\u0000", acme.login())) {
            assertThat(message(change(action, login)))
                    .startsWith("Not Found: User '")
                    .endsWith("' not found");
        }
    }

    @Test
    void doesNotPromoteMembersOfTheOrganizationWhoAreNotInTheTeam() {
        create("{\"name\":\"rocket\"}");

        assertThat(message(change("promote", member.login())))
                .isEqualTo("Not Found: User '" + member.login() + "' not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"memberAction\":\"add\"} | Send memberAction and member together.",
                "{\"member\":\"ada\"} | Send memberAction and member together.",
                "{\"memberAction\":\"ADD\",\"member\":\"ada\"} | memberAction must be add, remove, promote or demote.",
                "{\"addStackPermission\":{\"projectName\":\"p\",\"stackName\":\"s\"}} | permission is missing",
                "{\"addStackPermission\":{\"stackName\":\"s\",\"permission\":101}} | projectName is missing",
                "{\"removeStack\":{\"projectName\":\"p\"}} | stackName is missing",
                "{\"removeStack\":[]} | removeStack must be a JSON object.",
                "{\"editStackPermission\":{\"projectName\":\"website\",\"stackName\":\"dev\",\"permission\":104}} | Invalid"
                        + " stack permission. Send 101 to read, 102 to write, 103 to administer, or 0 for nothing.",
            })
    void refusesChangesThatItDoesNotKnow(String body, String reason) {
        create("{\"name\":\"rocket\"}");
        Rows.stack(acme.id(), "website", "dev");

        assertThat(message(patch("rocket", body))).isEqualTo("Bad Request: " + reason);
    }

    @Test
    void doesAllChangesOrNone() {
        create("{\"name\":\"rocket\"}");

        Response response = patch(
                "rocket",
                "{\"newDescription\":\"x\",\"memberAction\":\"add\",\"member\":\"" + member.login()
                        + "\",\"addStackPermission\":{\"projectName\":\"website\",\"stackName\":\"dev\",\"permission\":101}}");

        assertThat(message(response)).isEqualTo("Not Found: Stack '" + acme.login() + "/website/dev' not found");
        assertThat(texts("rocket")).isEqualTo("rocket, ");
        assertThat(role(member)).isNull();
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(1);
    }

    @Test
    void opensAStackToTheMembersOfATeamAtOnceAndClosesItAgain() {
        create("{\"name\":\"rocket\"}");
        addMember("rocket", member);
        Rows.stack(acme.id(), "website", "dev");
        assertThat(stacksOf(member.authorization())).isEmpty();

        assertThat(patch("rocket", grant("addStackPermission", "WEBSITE", 101)).statusCode())
                .isEqualTo(204);
        assertThat(stacksOf(member.authorization())).containsExactly("dev");
        assertThat(stacks("rocket")).isEqualTo("[{projectName=website, stackName=dev, permission=101}]");
        assertThat(lastEvent("description"))
                .isEqualTo("Set the permission of team 'rocket' on stack 'website/dev' to read");
        patch("rocket", grant("editStackPermission", "website", 103));
        assertThat(stacks("rocket")).isEqualTo("[{projectName=website, stackName=dev, permission=103}]");
        patch("rocket", "{\"removeStack\":{\"projectName\":\"website\",\"stackName\":\"DEV\"}}");
        assertThat(stacksOf(member.authorization())).isEmpty();
        assertThat(stacks("rocket")).isEqualTo("[]");
        assertThat(lastEvent("action")).isEqualTo("team-stack-permission-removed");

        patch("rocket", grant("addStackPermission", "website", 102));
        patch("rocket", grant("addStackPermission", "website", 0));
        assertThat(stacksOf(member.authorization())).isEmpty();
        assertThat(patch("rocket", "{\"removeStack\":{\"projectName\":\"a\",\"stackName\":\"\\u0000\"}}")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void opensAStackToWhoJoinsTheTeamUntilTheyLeaveIt() {
        create("{\"name\":\"rocket\"}");
        Rows.stack(acme.id(), "website", "dev");
        patch("rocket", grant("addStackPermission", "website", 101));

        addMember("rocket", member);
        assertThat(stacksOf(member.authorization())).containsExactly("dev");
        change("remove", member.login());
        assertThat(stacksOf(member.authorization())).isEmpty();
    }

    @Test
    void findsNoEnvironments() {
        create("{\"name\":\"rocket\"}");
        String environment = "\":{\"projectName\":\"p\",\"envName\":\"e\",\"permission\":\"read\"}}";

        assertThat(message(patch("rocket", "{\"addEnvironmentPermission" + environment)))
                .isEqualTo("Not Found: Environment 'p/e' not found");
        assertThat(message(patch("rocket", "{\"editEnvironmentPermission" + environment)))
                .isEqualTo("Not Found: Environment 'p/e' not found");
        assertThat(patch("rocket", "{\"removeEnvironment" + environment).statusCode())
                .isEqualTo(204);
    }

    @Test
    void letsAdminsOfATeamManageItButGiveOnlyStacksThatTheyAdminister() {
        create("{\"name\":\"rocket\"}");
        addMember("rocket", member);
        assertThat(message(patchAs(member, "{\"newDescription\":\"x\"}")))
                .startsWith("Forbidden: You do not have permission to update this team.");
        change("promote", member.login());
        UUID dev = Rows.stack(acme.id(), "website", "dev");
        Person third = Rows.person("Third");
        Rows.join(third.id(), acme.id(), "member");

        assertThat(patchAs(
                                member,
                                "{\"newDescription\":\"x\",\"memberAction\":\"add\",\"member\":\"" + third.login()
                                        + "\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(patchAs(member, grant("addStackPermission", "website", 101)).statusCode())
                .isEqualTo(404);
        Rows.grantToUser(dev, member.id(), "write");
        assertThat(message(patchAs(member, grant("addStackPermission", "website", 101))))
                .isEqualTo(
                        "Forbidden: You must administer the stack 'website/dev' to give a team more access to it. Ask an"
                                + " admin of the organization.");
        assertThat(console(member, "rocket", "{\"permissions\":101}").statusCode())
                .isEqualTo(403);
        Database.execute("update stack_grant set permission = 'admin' where user_id = ?", member.id());
        assertThat(patchAs(member, grant("addStackPermission", "website", 103)).statusCode())
                .isEqualTo(204);
        Database.execute("delete from stack_grant where user_id = ?", member.id());
        assertThat(patchAs(member, grant("addStackPermission", "website", 101)).statusCode())
                .isEqualTo(204);
        assertThat(patchAs(member, grant("addStackPermission", "website", 102)).statusCode())
                .isEqualTo(403);
        assertThat(patchAs(member, grant("addStackPermission", "website", 0)).statusCode())
                .isEqualTo(204);
    }

    @Test
    void doesNotChangeTheMembersOfTeamsThatComeFromElsewhere() {
        UUID id = Rows.team(acme.id());
        Database.execute("update team set kind = 'github', github_team_id = 7 where id = ?", id);
        Rows.joinTeam(member.id(), id);
        String name = Database.value(String.class, "select name from team where id = ?", id);

        for (String action : List.of("add", "remove", "promote", "demote")) {
            assertThat(message(patch(name, memberChange(action, member.login()))))
                    .isEqualTo(
                            "Bad Request: The members of the team '" + name + "' come from GitHub. Change them there.");
        }
        assertThat(patch(name, "{\"newDescription\":\"x\"}").statusCode()).isEqualTo(204);
        assertThat(get(name).jsonPath().getString("kind")).isEqualTo("github");
        Database.execute("update team set kind = 'scim', github_team_id = null where id = ?", id);
        assertThat(message(patch(name, memberChange("remove", member.login()))))
                .isEqualTo("Bad Request: The members of the team '" + name
                        + "' come from the identity provider. Change them there.");
    }

    @Test
    void showsStrangersToATeamOnlyTheStacksThatTheyReach() {
        create("{\"name\":\"rocket\"}");
        UUID dev = Rows.stack(acme.id(), "website", "dev");
        Rows.stack(acme.id(), "website", "production");
        patch("rocket", grant("addStackPermission", "website", 101));
        patch("rocket", grant("addStackPermission", "website", 101).replace("dev", "production"));
        assertThat(stacksSeenBy(member)).isEmpty();

        Rows.grantToUser(dev, member.id(), "read");
        assertThat(stacksSeenBy(member)).containsExactly("dev");
        Rows.openToMembers(acme.id(), "read");
        assertThat(stacksSeenBy(member)).containsExactly("dev", "production");
        Rows.openToMembers(acme.id(), "none");
        addMember("rocket", member);
        assertThat(stacksSeenBy(member)).containsExactly("dev", "production");
    }

    private List<String> stacksSeenBy(Person person) {
        return as(person)
                .get("/api/orgs/{org}/teams/rocket", acme.login())
                .jsonPath()
                .getList("stacks.stackName");
    }

    @Test
    void listsTheTeamsOfAStack() {
        create("{\"name\":\"rocket\",\"displayName\":\"Rocket\",\"description\":\"Up\"}");
        create("{\"name\":\"ant\"}");
        create("{\"name\":\"other\"}");
        addMember("ant", member);
        Rows.stack(acme.id(), "Website", "dev");
        patch("rocket", grant("addStackPermission", "website", 103));
        patch("ant", grant("addStackPermission", "website", 101));

        assertThat(as(member)
                        .get("/api/stacks/{org}/website/DEV/teams", acme.login())
                        .asString())
                .isEqualTo("""
                        {"projectName":"Website","teams":[\
                        {"name":"ant","displayName":"ant","description":"","permission":101,"isMember":true},\
                        {"name":"rocket","displayName":"Rocket","description":"Up","permission":103,"isMember":false}]}""");
        assertThat(message(as(member).get("/api/stacks/{org}/website/none/teams", acme.login())))
                .isEqualTo("Not Found: Stack '" + acme.login() + "/website/none' not found");
    }

    @Test
    void changesTheTeamsOfAStackFromItsSide() {
        create("{\"name\":\"rocket\"}");
        addMember("rocket", member);
        Rows.stack(acme.id(), "website", "dev");

        assertThat(console(admin, "rocket", "{\"permissions\":102}").statusCode())
                .isEqualTo(204);
        assertThat(stacks("rocket")).isEqualTo("[{projectName=website, stackName=dev, permission=102}]");
        assertThat(message(console(admin, "rocket", "{\"permissions\":104}")))
                .startsWith("Bad Request: Invalid stack permission");
        assertThat(message(console(member, "rocket", "{}")))
                .startsWith("Forbidden: You do not have permission to update this team.");
        assertThat(message(console(admin, "nobody", "{}"))).isEqualTo("Not Found: Team 'nobody' not found");
        assertThat(console(admin, "rocket", "{}").statusCode()).isEqualTo(204);
        assertThat(stacksOf(member.authorization())).isEmpty();
        assertThat(console(admin, "rocket", "").statusCode()).isEqualTo(400);
    }

    @Test
    void deletesATeamWithItsPermissionsAndTokensAndGivesItsNameUp() {
        String token = "token " + Rows.teamToken(acme, "rocket", "ci");
        addMember("rocket", member);
        Rows.stack(acme.id(), "website", "dev");
        patch("rocket", grant("addStackPermission", "website", 101));
        assertThat(stacksOf(token)).containsExactly("dev");

        Response deleted = as(admin).delete("/api/orgs/{org}/teams/Rocket", acme.login());

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(lastEvent("description")).isEqualTo("Deleted team 'rocket', and revoked its tokens: 1");
        assertThat(given().header("Authorization", token).get("/api/user").statusCode())
                .isEqualTo(401);
        assertThat(stacksOf(member.authorization())).isEmpty();
        assertThat(message(get("rocket"))).isEqualTo("Not Found: Team 'rocket' not found");
        assertThat(delete("rocket").statusCode()).isEqualTo(404);
        assertThat(patch("rocket", "{}").statusCode()).isEqualTo(404);
        assertThat(as(admin).get("/api/orgs/{org}/teams", acme.login()).asString())
                .isEqualTo("{\"teams\":[]}");
        assertThat(as(admin)
                        .get("/api/stacks/{org}/website/dev/teams", acme.login())
                        .jsonPath()
                        .getList("teams"))
                .isEmpty();
        assertThat(create("{\"name\":\"rocket\"}").jsonPath().getList("stacks")).isEmpty();
        assertThat(message(
                        as(admin).body("{\"name\":\"ci\"}").post("/api/orgs/{org}/teams/rocket/tokens", acme.login())))
                .startsWith("Conflict: token name already exists. The token was deleted on ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%00", "a%20b", "%E2%82%AC"})
    void doesNotFindWhatIsNoTeam(String name) {
        assertThat(message(as(member).urlEncodingEnabled(false).get("/api/orgs/" + acme.login() + "/teams/" + name)))
                .startsWith("Not Found: Team '")
                .endsWith("' not found");
    }

    private Response create(String body) {
        return createAs(admin.authorization(), body);
    }

    private Response createAs(String authorization, String body) {
        return given().header("Authorization", authorization)
                .contentType("application/json")
                .body(body)
                .post("/api/orgs/{org}/teams/pulumi", acme.login());
    }

    private Response get(String team) {
        return as(admin).get("/api/orgs/{org}/teams/{team}", acme.login(), team);
    }

    private Response delete(String team) {
        return as(admin).delete("/api/orgs/{org}/teams/{team}", acme.login(), team);
    }

    private Response patch(String team, String body) {
        return as(admin).body(body).patch("/api/orgs/{org}/teams/{team}", acme.login(), team);
    }

    private Response patchAs(Person person, String body) {
        return as(person).body(body).patch("/api/orgs/{org}/teams/rocket", acme.login());
    }

    private Response console(Person person, String team, String body) {
        return as(person).body(body).patch("/api/console/stacks/{org}/website/dev/teams/{team}", acme.login(), team);
    }

    private void addMember(String team, Person person) {
        assertThat(patch(team, memberChange("add", person.login())).statusCode())
                .isEqualTo(204);
    }

    private Response change(String action, String login) {
        return patch("rocket", memberChange(action, login));
    }

    private static String memberChange(String action, String login) {
        return "{\"memberAction\":\"" + action + "\",\"member\":\"" + login + "\"}";
    }

    private static String grant(String field, String project, int permission) {
        return "{\"" + field + "\":{\"projectName\":\"" + project + "\",\"stackName\":\"dev\",\"permission\":"
                + permission + "}}";
    }

    private String role(Person person) {
        return get("rocket").jsonPath().getString("members.find { it.githubLogin == '" + person.login() + "' }?.role");
    }

    private String stacks(String team) {
        return get(team).jsonPath().getList("stacks").toString();
    }

    private List<String> stacksOf(String authorization) {
        return given().header("Authorization", authorization)
                .get("/api/user/stacks?organization=" + acme.login())
                .jsonPath()
                .getList("stacks.stackName");
    }

    private String lastEvent(String column) {
        return Database.value(
                String.class,
                "select " + column + " from audit_event where organization_id = ? order by id desc limit 1",
                acme.id());
    }

    private static String message(Response response) {
        return response.jsonPath().getString("message");
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization()).contentType("application/json");
    }
}
