package dev.rollcall.console.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MembersPageResourceTest extends OrganizationWithMembers {

    private final String page = settings + "/members";

    @Test
    void listsTheMembersToEverybodyInTheOrganization() {
        Database.execute("update app_user set state = 'suspended' where id = ?", bill.id());
        for (Browser browser : List.of(admin, member)) {
            Response members = browser.get(page);

            assertThat(members.statusCode()).isEqualTo(200);
            assertThat(members.header("Cache-Control")).isEqualTo("no-store");
            assertThat(text(members))
                    .contains("Members of Acme Corporation")
                    .contains(ada.login() + " Ada Example none Admin")
                    .contains(grace.login() + " Grace Example none Member")
                    .contains("Billing Manager suspended")
                    .doesNotContain(stranger.login());
        }
    }

    @Test
    void offersOnlyWhatTheVisitorMayDo() {
        assertThat(text(admin.get(page))).contains("Invite people by mail", "Add somebody who has an account");
        assertThat(text(admin.get(page + "/" + grace.login()))).contains("Change the role", "Remove " + grace.login());
        for (Browser browser : List.of(member, billing)) {
            assertThat(text(browser.get(page))).doesNotContain("Invite people", "Add somebody", "Invitations");
            assertThat(text(browser.get(page + "/" + ada.login()))).doesNotContain("Change the role", "Remove");
            assertThat(browser.get(page + "/" + ada.login() + "/remove").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void findsMembersByLoginAndName() {
        String login = grace.login().toUpperCase(Locale.ROOT);
        for (String search : List.of("race+ex", login, "%20" + login + "%20")) {
            assertThat(text(admin.get(page + "?search=" + search)))
                    .as(search)
                    .contains(grace.login())
                    .doesNotContain("Ada Example");
        }
        for (String nobody : List.of("nobody-has-this", "%25", "%00", "%3Cb%3E")) {
            assertThat(text(admin.get(page + "?search=" + nobody)))
                    .as(nobody)
                    .contains("Nobody is found.", "Show all members");
        }
        assertThat(admin.get(page + "?search=%3Cb%3E").asString()).contains("value=\"&lt;b&gt;\"");
    }

    @Test
    void showsManyMembersInPages() {
        for (int i = 0; i < 205; i++) {
            Rows.join(Rows.person("Many").id(), acme.id(), "member");
        }
        Set<String> seen = new HashSet<>();
        String next = page + "?search=many";
        int pages = 0;
        while (next != null) {
            String html = admin.get(next).asString();
            Matcher login = Pattern.compile("/members/([a-zA-Z0-9_-]+)\"").matcher(html);
            while (login.find()) {
                assertThat(seen.add(login.group(1))).isTrue();
            }
            Matcher more = Pattern.compile("href=\"([^\"]*after=[^\"]*)\"").matcher(html);
            next = more.find() ? more.group(1).replace("&amp;", "&") : null;
            pages++;
        }
        assertThat(seen).hasSize(205);
        assertThat(pages).isEqualTo(3);
        assertThat(admin.get(page + "?after=wrong").statusCode()).isEqualTo(400);
    }

    @Test
    void showsAMember() {
        UUID team = Rows.team(acme.id());
        Rows.joinTeam(grace.id(), team);
        Database.execute("update team set name = 'platform' where id = ?", team);

        assertThat(text(member.get(page + "/" + grace.login().toUpperCase(Locale.ROOT))))
                .contains("Name Grace Example", "Role Member", "Teams platform", "Leave " + acme.login());
        assertThat(member.get(page + "/" + stranger.login()).statusCode()).isEqualTo(404);
        assertThat(member.get(page + "/nobody-has-this").statusCode()).isEqualTo(404);
        assertThat(text(member.get(page + "/" + ada.login())))
                .contains("In no team")
                .doesNotContain("Leave");
    }

    @Test
    void isWhereLinksToMembersLead() {
        Response link = admin.get("/" + acme.login() + "/members/" + grace.login());

        assertThat(link.statusCode()).isEqualTo(303);
        link.then().header("Location", endsWith(page + "/" + grace.login()));
        Rows.stack(acme.id(), "members", grace.login());
        assertThat(text(admin.get("/" + acme.login() + "/members/" + grace.login())))
                .contains("members/" + grace.login(), "Who can reach this stack");
    }

    @Test
    void addsSomebodyWhoHasAnAccount() {
        Response added = add(" " + stranger.login() + " ", "admin");

        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(text(added)).contains(stranger.login() + " is a member now.");
        assertThat(roleOf(stranger)).isEqualTo("admin");
        assertThat(event("member-added")).isEqualTo("Added '" + stranger.login() + "' with the role Admin");
    }

    @Test
    void showsWhatIsWrongBesideTheFormWithWhatWasTyped() {
        Response unknown = add("<b>nobody</b>", "billing-manager");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.asString())
                .contains("<p id=\"add-error\" role=\"alert\">", "value=\"&lt;b&gt;nobody&lt;/b&gt;\"")
                .contains("<option value=\"billing-manager\" selected>")
                .doesNotContain("<b>");
        assertThat(add(grace.login(), "member").statusCode()).isEqualTo(409);
        assertThat(text(add("", "member"))).contains("not found");
        assertThat(add(stranger.login(), "owner").statusCode()).isEqualTo(400);
        assertThat(roleOf(grace)).isEqualTo("member");
    }

    @Test
    void changesTheRoleOfAMember() {
        Response changed = changeRole(admin, grace, "admin");

        assertThat(text(changed)).contains(grace.login() + " has this role now.", "Role Admin");
        assertThat(roleOf(grace)).isEqualTo("admin");
        assertThat(event("member-role-changed"))
                .isEqualTo("Changed the role of '" + grace.login() + "' from Member to Admin");
        assertThat(changeRole(admin, grace, "owner").statusCode()).isEqualTo(400);
    }

    @Test
    void keepsACustomRoleThatNobodyChanges() {
        UUID role = Rows.role(acme.id());
        Database.execute("update role set name = '<b>Custom</b>' where id = ?", role);
        Rows.hold(grace.id(), acme.id(), role);

        Response shown = admin.get(page + "/" + grace.login());
        assertThat(shown.asString())
                .contains("<option value=\"" + role + "\" selected>&lt;b&gt;Custom")
                .doesNotContain("<b>");
        assertThat(changeRole(admin, grace, role.toString()).statusCode()).isEqualTo(200);
        assertThat(events()).isZero();
        assertThat(text(admin.get(page))).contains("&lt;b&gt;Custom");
    }

    @Test
    void keepsTheLastAdmin() {
        Response refused = changeRole(admin, ada, "member");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("<p id=\"role-error\" role=\"alert\">");
        assertThat(roleOf(ada)).isEqualTo("admin");
        Rows.join(stranger.id(), acme.id(), "admin");
        assertThat(text(changeRole(admin, ada, "member"))).doesNotContain("Change the role");
        assertThat(roleOf(ada)).isEqualTo("member");
    }

    @Test
    void removesAMemberAfterNamingThem() {
        String remove = page + "/" + grace.login() + "/remove";
        assertThat(text(admin.get(remove)))
                .contains("Remove " + grace.login() + " from Acme Corporation", "This takes Grace Example out of");

        Response removed = admin.submit(remove, remove, Map.of());

        assertThat(text(removed)).contains(grace.login() + " is no member any more.");
        assertThat(Database.count("membership where user_id = ? and organization_id = ?", grace.id(), acme.id()))
                .isZero();
        assertThat(event("member-removed")).isEqualTo("Removed '" + grace.login() + "'");
        assertThat(admin.get(remove).statusCode()).isEqualTo(404);
        String own = page + "/" + ada.login() + "/remove";
        assertThat(text(admin.submit(own, own, Map.of()))).contains("You cannot remove yourself");
    }

    @Test
    void refusesOnThePageWhatTheApiRefuses() {
        assertThat(changeRole(member, grace, "admin").statusCode()).isEqualTo(403);
        Response add = member.submit(page, page, Map.of("login", stranger.login(), "role", "member"));
        assertThat(add.statusCode()).isEqualTo(403);
        assertThat(member.submit(page, page + "/" + ada.login() + "/remove", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(outsider.submit("/account/sessions", page, Map.of("login", stranger.login()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(events()).isZero();
    }

    @Test
    void showsHostileNamesAsText() {
        for (String name : HOSTILE) {
            Database.execute("update app_user set name = ? where id = ?", name, grace.id());
            Database.execute("update organization set name = ? where id = ?", name, acme.id());
            for (String path : List.of(page, page + "/" + grace.login(), page + "/" + grace.login() + "/remove")) {
                assertThat(admin.get(path).asString()).as(path).doesNotContain("<b>", "<script>");
            }
        }
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(page);
        tellsStrangersNothing(page + "/" + grace.login());
    }

    @Test
    void needsItsOwnForms() {
        needsItsOwnForm(page, Map.of("login", stranger.login(), "role", "member"));
        needsItsOwnForm(page + "/" + grace.login(), Map.of("role", "admin"));
        needsItsOwnForm(page + "/" + grace.login() + "/remove", Map.of());
    }

    @Test
    void leavesOtherPathsOfAProjectThatIsCalledSettingsToItsStacks() {
        Rows.stack(acme.id(), "settings", "production");

        assertThat(text(admin.get(settings + "/production")))
                .contains("settings/production", "Who can reach this stack");
        assertThat(admin.get("/" + ada.login() + "/settings/members").statusCode())
                .isEqualTo(404);
    }

    private Response add(String login, String role) {
        return admin.submit(page, page, Map.of("login", login, "role", role));
    }

    private Response changeRole(Browser browser, Person person, String role) {
        String theirs = page + "/" + person.login();
        return browser.submit(theirs, theirs, Map.of("role", role));
    }

    private String roleOf(Person person) {
        return Database.value(
                String.class,
                "select role from membership where user_id = ? and organization_id = ?",
                person.id(),
                acme.id());
    }
}
