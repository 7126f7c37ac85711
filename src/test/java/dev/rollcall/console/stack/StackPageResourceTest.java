package dev.rollcall.console.stack;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StackPageResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final UUID stack = Rows.stack(acme.id(), "website", "dev");
    private final String page = "/" + acme.login() + "/website/dev";
    private final Browser browser = Browser.of(admin.id());

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void isWhereTheListOfStacksLeads() {
        String self = given().header("Authorization", admin.authorization())
                .get("/api/user/stacks")
                .jsonPath()
                .getString("stacks[0].links.self");

        assertThat(self).endsWith(page);
        assertThat(browser.get(page).statusCode()).isEqualTo(200);
    }

    @Test
    void showsTagsUpdatesAndResources() {
        assertThat(text(browser)).contains("Last update never", "Resources none yet", "This stack has no tags.");

        Rows.tag(stack, "owner", "<b>web</b>");
        Database.execute(
                "update stack set last_version = 4, resource_count = 17, last_update = to_timestamp(1700000000) where id = ?",
                stack);

        assertThat(text(browser))
                .contains(
                        "Last update 2023-11-14 at 22:13 UTC",
                        "Version 4",
                        "Resources 17",
                        "owner &lt;b&gt;web&lt;/b&gt;");
        Database.execute("update stack set lease_until = now() + interval '1 minute' where id = ?", stack);
        assertThat(text(browser)).contains("Last update in progress");
    }

    @Test
    void saysWhoReachesTheStackAndWhy() {
        UUID team = Rows.team(acme.id());
        Database.execute("update team set name = 'web', display_name = 'The web team' where id = ?", team);
        Rows.openToMembers(acme.id(), "read");
        Rows.grantToTeam(stack, team, "write");
        Rows.grantToRole(stack, Rows.role(acme.id()), "admin");
        Rows.grantToUser(stack, admin.id(), "none");
        Rows.grantToUser(stack, Rows.serviceAccount(acme), "admin");

        assertThat(text(Browser.of(member.id())))
                .contains("You may read")
                .containsSubsequence(
                        "Admins of the organization Their role in '" + acme.login() + "' administer",
                        "All members with the role Member, and tokens of the organization The organization's default for all stacks read",
                        "Team The web team Granted to the team write",
                        "Role role-",
                        "Tokens of the organization One of them created the stack administer")
                .doesNotContain(admin.login(), "Let somebody in");
        assertThat(Browser.of(member.id()).get(page).asString()).doesNotContain("/grants");
    }

    @Test
    void letsAdminsChangeWhoReachesTheStack() {
        Database.execute("update team set name = 'web' where id = ?", Rows.team(acme.id()));

        assertThat(grant("person", " " + member.login() + " ", "102").asString())
                .contains("The person " + member.login() + " may now write this stack.");
        assertThat(grant("team", "web", "101").asString()).contains("The team web may now read this stack.");
        assertThat(reaches(member)).isEqualTo(200);
        assertThat(Database.count("stack_grant where stack_id = ?", stack)).isEqualTo(2);

        assertThat(grant("person", member.login(), "0").asString())
                .contains("<h1>Take the permission of the person " + member.login() + " away</h1>")
                .contains("<input type=\"hidden\" name=\"sure\" value=\"yes\">");
        assertThat(Database.count("stack_grant where stack_id = ?", stack)).isEqualTo(2);
        assertThat(takeAway("person", member.login()).asString())
                .contains("The person " + member.login() + " no longer has a permission of its own on this stack.");
        assertThat(takeAway("team", "web").statusCode()).isEqualTo(200);
        assertThat(reaches(member)).isEqualTo(404);
        assertThat(Database.count("audit_event where organization_id = ?", acme.id()))
                .isEqualTo(4);
    }

    @Test
    void refusesOnThePageWhatTheApiRefuses() {
        assertThat(grant("person", "nobody-has-this", "101").statusCode()).isEqualTo(404);
        assertThat(grant("team", "nobody", "101").statusCode()).isEqualTo(404);
        for (String wrong : List.of("", "104", "x")) {
            assertThat(grant("person", member.login(), wrong).statusCode()).isEqualTo(400);
        }
        assertThat(grant("other", member.login(), "101").statusCode()).isEqualTo(400);

        Rows.grantToUser(stack, member.id(), "write");
        Browser writer = Browser.of(member.id());
        assertThat(writer.post(page + "/grants", fields("person", member.login(), "103"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(writer.submit("/account/sessions", page + "/grants", fields("person", member.login(), "103"))
                        .asString())
                .contains("You do not have the permission stack:admin on the stack");
        assertThat(Database.count("stack_grant where stack_id = ? and permission = 'write'", stack))
                .isOne();
    }

    @Test
    void hidesWhatTheVisitorCannotReach() {
        Browser stranger = Browser.of(Rows.person("Stranger").id());

        for (String path : List.of(page, "/" + acme.login() + "/website/other", "/nobody-has-this/website/dev")) {
            Response hidden = stranger.get(path);
            assertThat(hidden.statusCode()).as(path).isEqualTo(404);
            assertThat(hidden.contentType()).startsWith("text/html");
            assertThat(hidden.header("Content-Security-Policy")).startsWith("default-src 'none'");
        }
    }

    @Test
    void sendsVisitorsWhoAreNotSignedInToTheSignInPage() {
        Response redirect = new Browser().get(page);

        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(redirect.header("Location")).contains("/signin?return=%2F" + acme.login());
    }

    @Test
    void leavesOtherPathsOfThreeSegmentsAlone() {
        for (String path : List.of("/api/user/nothing", "/q/health/ready", "/account/some/thing", "/a/b/c")) {
            assertThat(browser.get(path).statusCode()).as(path).isEqualTo(404);
            if (path.startsWith("/api/")) {
                given().delete(path)
                        .then()
                        .statusCode(404)
                        .body("message", startsWith("Not Found: This server does not have this operation."));
            }
        }
    }

    @Test
    void worksForTheStackOfAnIndividualOrganization() {
        Rows.stack(admin.organizationId(), "website", "dev");

        String own = browser.get("/" + admin.login() + "/website/dev").asString();

        assertThat(own).contains("The owner").doesNotContain("A team, by name");
    }

    private Response takeAway(String kind, String who) {
        Map<String, String> fields = new HashMap<>(fields(kind, who, "0"));
        fields.put("sure", "yes");
        return browser.submit(page, page + "/grants", fields);
    }

    private Response grant(String kind, String who, String permission) {
        return browser.submit(page, page + "/grants", fields(kind, who, permission));
    }

    private static Map<String, String> fields(String kind, String who, String permission) {
        return Map.of("kind", kind, "who", who, "permission", permission);
    }

    private int reaches(Person person) {
        return given().header("Authorization", person.authorization())
                .get("/api/stacks" + page)
                .statusCode();
    }

    /** The text of the page without its tags, in one line. */
    private String text(Browser browser) {
        return browser.get(page)
                .asString()
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .replace("&#39;", "'");
    }
}
