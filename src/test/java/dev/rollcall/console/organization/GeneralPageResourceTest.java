package dev.rollcall.console.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class GeneralPageResourceTest extends OrganizationWithMembers {

    @Test
    void leadsToThePagesThatTheVisitorMaySee() {
        assertThat(admin.get("/" + acme.login()).asString()).contains("href=\"" + settings + "\"");
        assertThat(text(admin.get(settings)))
                .contains("General Members Invitations Teams Access tokens Audit log Rename or delete")
                .contains("Settings of Acme Corporation", "Back to " + acme.login());
        for (Browser browser : List.of(member, billing)) {
            assertThat(text(browser.get(settings)))
                    .contains("General Members Teams Name in addresses")
                    .doesNotContain("Save");
        }
        assertThat(admin.get(settings + "/members").asString())
                .contains("<a href=\"" + settings + "/members\" aria-current=\"page\">Members</a>");
    }

    @Test
    void tellsMembersWhatTheyMayDo() {
        Database.execute(
                "update organization set default_stack_permission = 'write', members_can_delete_stacks = false,"
                        + " members_can_create_teams = true, max_access_token_expiry_days = 90 where id = ?",
                acme.id());

        assertThat(text(member.get(settings)))
                .contains("Your role Member", "With every stack: write.", "Only admins delete stacks.")
                .contains("They may create teams.", "at most 90 days", "Admins of the organization change this.");
    }

    @Test
    void changesTheSettings() {
        Response saved = save(Map.of("permission", "101", "deleteStacks", "true", "days", " 30 "));

        assertThat(text(saved)).contains("The settings are saved.");
        assertThat(saved.asString())
                .contains("<option value=\"101\" selected>read</option>", "value=\"30\"")
                .contains("name=\"deleteStacks\" type=\"checkbox\" value=\"true\" checked")
                .doesNotContain("name=\"createStacks\" type=\"checkbox\" value=\"true\" checked");
        assertThat(Database.count(
                        "organization where id = ? and default_stack_permission = 'read'"
                                + " and members_can_delete_stacks and not members_can_create_stacks"
                                + " and not members_can_transfer_stacks and not members_can_create_teams"
                                + " and max_access_token_expiry_days = 30",
                        acme.id()))
                .isOne();
        assertThat(event("organization-settings-changed")).contains("defaultStackPermission 101");

        save(Map.of("permission", "0", "days", ""));
        assertThat(Database.count("organization where id = ? and max_access_token_expiry_days is null", acme.id()))
                .isOne();
    }

    @Test
    void showsWhatIsWrongBesideTheFormWithWhatWasTyped() {
        for (String days : List.of("9999", "<b>x", "-1")) {
            Response wrong = save(Map.of("permission", "102", "createTeams", "true", "days", days));

            assertThat(wrong.statusCode()).as(days).isEqualTo(400);
            assertThat(wrong.asString())
                    .contains("<p id=\"general-error\" role=\"alert\">")
                    .contains("value=\"" + days.replace("<", "&lt;").replace(">", "&gt;") + "\"")
                    .contains("<option value=\"102\" selected>")
                    .contains("name=\"createTeams\" type=\"checkbox\" value=\"true\" checked")
                    .doesNotContain("<b>");
        }
        assertThat(save(Map.of("permission", "104")).statusCode()).isEqualTo(400);
        assertThat(events()).isZero();
    }

    @Test
    void refusesOnThePageWhatTheApiRefuses() {
        for (Browser browser : List.of(member, billing)) {
            Response refused = browser.submit(settings, settings, Map.of("permission", "103"));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(text(refused)).contains("Ask an admin of the organization.");
        }
        assertThat(events()).isZero();
    }

    @Test
    void hasNoPageForIndividualOrganizations() {
        assertThat(admin.get("/" + ada.login() + "/settings").statusCode()).isEqualTo(404);
        assertThat(text(admin.get("/" + ada.login() + "/settings"))).contains("/account/profile");
        assertThat(admin.get("/user/settings").statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhatIsLostWithTheOrganizationAndWhoDeletesIt() {
        Rows.stack(acme.id(), "website", "production");

        String page = settings + "/danger";

        assertThat(text(admin.get(page)))
                .contains("the places of its 3 members, and its 1 stack with", "Leave " + acme.login())
                .contains("Only site administrators of this server rename and delete organizations.");
        assertThat(admin.get(page).asString()).doesNotContain("/admin/organizations");
        Database.execute("update app_user set site_admin = true where id = ?", grace.id());
        assertThat(member.get(page).asString())
                .contains("href=\"/admin/organizations/" + acme.login() + "\"")
                .contains("href=\"/admin/organizations/" + acme.login() + "/delete\"");
        tellsStrangersNothing(page);
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(settings);
    }

    @Test
    void needsItsOwnForm() {
        needsItsOwnForm(settings, Map.of("permission", "103"));
    }

    @Test
    void showsHostileNamesAsText() {
        for (String name : HOSTILE) {
            Database.execute("update organization set name = ? where id = ?", name, acme.id());
            assertThat(admin.get(settings).asString()).doesNotContain("<b>", "<script>");
        }
    }

    /** The session, the visitor's place in the organization, and at most three for the page. */
    @ParameterizedTest
    @CsvSource({
        "'', 3",
        "/members, 3",
        "/invites, 3",
        "/teams, 3",
        "/teams/web, 5",
        "/teams/web/tokens, 4",
        "/tokens, 3",
        "/audit-log, 3",
        "/danger, 3"
    })
    @Tag("postgresql")
    void takesFewStatements(String path, int statements) {
        Database.execute("update team set name = 'web' where id = ?", Rows.team(acme.id()));

        assertThat(statementsOf(settings + path)).isLessThanOrEqualTo(statements);
    }

    private Response save(Map<String, String> fields) {
        return admin.submit(settings, settings, new HashMap<>(fields));
    }
}
