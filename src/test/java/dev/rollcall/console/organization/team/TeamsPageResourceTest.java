package dev.rollcall.console.organization.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.console.organization.OrganizationWithMembers;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TeamsPageResourceTest extends OrganizationWithMembers {

    private final String page = settings + "/teams";

    @Test
    void saysWhatToDoWithoutTeams() {
        assertThat(text(admin.get(page))).contains("There are no teams.", "Create one with the form below.");
        assertThat(text(member.get(page))).contains("Ask an admin of the organization to create one.");
    }

    @Test
    void createsATeam() {
        Response created = create(admin, "web-team", "The <b>web</b> team", "Runs the website");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(text(created))
                .contains("The team web-team is created. You are its admin.", "The &lt;b&gt;web&lt;/b&gt; team")
                .contains(ada.login() + " Ada Example Admin", "Runs the website");
        assertThat(text(admin.get(page)))
                .contains("web-team The &lt;b&gt;web&lt;/b&gt; team Runs the website its admin");
        assertThat(text(member.get(page))).contains("not in it").doesNotContain("Create a team");
        assertThat(event("team-created")).isEqualTo("Created team 'web-team'");
    }

    @Test
    void letsMembersCreateTeamsWhereTheOrganizationDoes() {
        Database.execute("update organization set members_can_create_teams = true where id = ?", acme.id());

        assertThat(text(member.get(page))).contains("Create a team");
        assertThat(create(member, "theirs", "", "").statusCode()).isEqualTo(200);
        assertThat(create(billing, "theirs-too", "", "").statusCode()).isEqualTo(403);
    }

    @Test
    void showsWhatIsWrongBesideTheFormWithWhatWasTyped() {
        Response wrong = create(admin, "no spaces <b>", "Shown", "Line 1\nLine 2");

        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString())
                .contains("<p id=\"create-error\" role=\"alert\">", "value=\"no spaces &lt;b&gt;\"", "value=\"Shown\"")
                .containsPattern("Line 1\\r?\\nLine 2</textarea>")
                .doesNotContain("<b>");
        create(admin, "taken", "", "");
        assertThat(create(admin, "TAKEN", "", "").statusCode()).isEqualTo(409);
        assertThat(create(admin, "long", "W".repeat(101), "").statusCode()).isEqualTo(400);
        assertThat(create(member, "theirs", "", "").statusCode()).isEqualTo(403);
    }

    @Test
    void showsManyTeamsInPages() {
        for (int i = 0; i < 101; i++) {
            Rows.team(acme.id());
        }

        String first = admin.get(page).asString();
        String next = first.replaceAll("(?s).*href=\"([^\"]*after=[^\"]*)\">More teams.*", "$1");

        assertThat(next).startsWith(page + "?after=");
        assertThat(admin.get(next).asString()).contains("/teams/team-").doesNotContain("More teams");
    }

    @Test
    void changesTheMembers() {
        String team = team();

        assertThat(text(member(admin, team, "add", " " + grace.login() + " ")))
                .contains(grace.login() + " is in the team now.", grace.login() + " Grace Example Member");
        assertThat(text(member(admin, team, "promote", grace.login()))).contains("is an admin of the team now.");
        assertThat(text(member(member, team, "add", bill.login()))).contains(bill.login() + " is in the team now.");
        assertThat(text(member(admin, team, "demote", grace.login()))).contains("and no admin of it.");
        assertThat(Database.count("team_member where organization_id = ?", acme.id()))
                .isEqualTo(2);
        String remove = team + "/members/" + grace.login() + "/remove";
        assertThat(text(admin.get(remove))).contains("Remove " + grace.login() + " from the team");
        assertThat(text(admin.submit(remove, team + "/members", Map.of("action", "remove", "login", grace.login()))))
                .contains(grace.login() + " is not in the team any more.");
        assertThat(event("team-member-removed")).startsWith("Removed '" + grace.login() + "' from team");
    }

    @Test
    void saysBesideTheFormWhoCannotBeAdded() {
        String team = team();

        Response unknown = member(admin, team, "add", "<b>nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.asString())
                .contains("<p id=\"member-error\" role=\"alert\">", "value=\"&lt;b&gt;nobody\"")
                .doesNotContain("<b>");
        assertThat(member(admin, team, "add", stranger.login()).statusCode()).isEqualTo(404);
        assertThat(member(admin, team, "own", grace.login()).statusCode()).isEqualTo(400);
        member(admin, team, "add", grace.login());
        assertThat(member(admin, team, "add", grace.login()).statusCode()).isEqualTo(409);
        assertThat(member(member, team, "promote", grace.login()).statusCode()).isEqualTo(403);
    }

    @Test
    void describesATeam() {
        String team = team();

        Response saved = admin.submit(team, team, Map.of("displayName", "Platform", "description", "Runs things"));
        assertThat(text(saved)).contains("The team is saved.", "Platform", "Runs things");
        assertThat(Database.count(
                        "team where organization_id = ? and display_name = 'Platform' and description = 'Runs things'",
                        acme.id()))
                .isOne();

        Response wrong = admin.submit(team, team, Map.of("displayName", "W".repeat(101), "description", "Other"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString())
                .contains("<p id=\"texts-error\" role=\"alert\">", "W".repeat(101), "\nOther</textarea>");
        assertThat(member.submit(team, team, Map.of("displayName", "Mine")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void showsTheStacksThatTheVisitorMayKnow() {
        UUID team = Rows.team(acme.id());
        Database.execute("update team set name = 'web' where id = ?", team);
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "production"), team, "write");

        assertThat(text(admin.get(page + "/web"))).contains("website/production write");
        assertThat(admin.get(page + "/web").asString()).contains("href=\"/" + acme.login() + "/website/production\"");
        assertThat(text(member.get(page + "/web")))
                .contains("no stacks that you can see")
                .doesNotContain("website", "Describe the team", "Add a member", "Access tokens of the team", "Delete");
    }

    @Test
    void doesNotOfferToChangeMembersWhoComeFromElsewhere() {
        UUID team = Rows.team(acme.id());
        Database.execute("update team set name = 'there', kind = 'github', github_team_id = 7 where id = ?", team);

        assertThat(text(admin.get(page + "/there")))
                .contains(
                        "The members come from GitHub. Change them there.",
                        "GitHub no longer backs",
                        "Describe the team")
                .doesNotContain("Add a member");
        assertThat(text(member(admin, page + "/there", "add", grace.login()))).contains("come from GitHub");
    }

    @Test
    void deletesATeamAfterNamingIt() {
        String team = team();
        assertThat(text(admin.get(team + "/delete"))).contains("Delete the team " + name(team));
        Rows.joinTeam(grace.id(), teamId(team));
        Database.execute("update team_member set role = 'admin' where user_id = ?", grace.id());
        assertThat(member.get(team + "/delete").statusCode()).isEqualTo(403);
        assertThat(text(member.get(team))).contains("Describe the team").doesNotContain("Delete the team");

        assertThat(text(admin.submit(team + "/delete", team + "/delete", Map.of())))
                .contains("The team " + name(team) + " is deleted.", "There are no teams.");
        assertThat(event("team-deleted")).isEqualTo("Deleted team '" + name(team) + "'");
        assertThat(admin.get(team).statusCode()).isEqualTo(404);
    }

    @Test
    void showsHostileNamesAsText() {
        String team = team();
        for (String name : HOSTILE) {
            Database.execute("update app_user set name = ? where id = ?", name, ada.id());
            Database.execute(
                    "update team set display_name = ?, description = ? where organization_id = ?",
                    name.substring(0, Math.min(100, name.length())),
                    name,
                    acme.id());
            for (String path : List.of(page, team, team + "/delete")) {
                assertThat(admin.get(path).asString()).as(path).doesNotContain("<b>", "<script>");
            }
        }
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(page);
        tellsStrangersNothing(page + "/web");
        assertThat(admin.get(page + "/nothing").statusCode()).isEqualTo(404);
        assertThat(admin.get(page + "/..x").statusCode()).isEqualTo(404);
    }

    @Test
    void needsItsOwnForms() {
        String team = team();
        needsItsOwnForm(page, Map.of("name", "new"));
        needsItsOwnForm(team, Map.of("displayName", "new"));
        needsItsOwnForm(team + "/members", Map.of("action", "add", "login", grace.login()));
        needsItsOwnForm(team + "/delete", Map.of());
    }

    private String team() {
        UUID id = Rows.team(acme.id());
        return page + "/" + Database.value(String.class, "select name from team where id = ?", id);
    }

    private UUID teamId(String team) {
        return Database.value(
                UUID.class, "select id from team where organization_id = ? and name = ?", acme.id(), name(team));
    }

    private static String name(String team) {
        return team.substring(team.lastIndexOf('/') + 1);
    }

    private Response create(Browser browser, String name, String displayName, String description) {
        return browser.submit(page, page, Map.of("name", name, "displayName", displayName, "description", description));
    }

    private static Response member(Browser browser, String team, String action, String login) {
        return browser.submit(team, team + "/members", Map.of("action", action, "login", login));
    }
}
