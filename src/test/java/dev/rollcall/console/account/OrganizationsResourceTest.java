package dev.rollcall.console.account;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrganizationsResourceTest {

    private static final String PAGE = "/account/organizations";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme <b>Corporation</b>");

    @Test
    void listsTheOrganizationsOfThePersonWithTheirRoles() {
        Rows.join(ada.id(), acme.id(), "billing-manager");
        Organization other = Rows.organization(unique("other"), "Other");

        String page = browser.get(PAGE).asString();

        assertThat(page)
                .contains("Acme &lt;b&gt;Corporation", "<code>" + acme.login() + "</code>")
                .contains("<bdi>Billing Manager</bdi>", "It belongs to your account")
                .doesNotContain(other.login(), "<b>", PAGE + "/" + ada.login() + "/leave");
    }

    @Test
    void listsManyOrganizationsInPages() {
        Set<String> logins = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            Organization organization = Rows.organization(unique("Many"), "Many");
            Rows.join(ada.id(), organization.id(), "member");
            logins.add(organization.login());
        }

        String first = browser.get(PAGE).asString();
        Matcher next = Pattern.compile("href=\"(" + PAGE + "\\?after=[^\"]+)\" rel=\"next\"")
                .matcher(first);
        assertThat(next.find()).isTrue();
        String second = browser.get(next.group(1)).asString();

        assertThat(listed(first)).hasSize(50).first().isEqualTo(ada.login());
        assertThat(listed(second)).hasSize(11);
        assertThat(Stream.of(first, second).flatMap(page -> listed(page).stream()))
                .containsAll(logins)
                .doesNotHaveDuplicates();
        assertThat(second).doesNotContain("rel=\"next\"");
        for (String odd : new String[] {"%00", "%F0%9F%98%80", "zzzz"}) {
            assertThat(browser.get(PAGE + "?after=" + odd).statusCode()).isEqualTo(200);
        }
    }

    private static List<String> listed(String page) {
        return Pattern.compile("\\(<code>([^<]+)</code>\\)")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void leavesAnOrganizationAfterNamingIt() {
        Rows.join(ada.id(), acme.id(), "member");
        UUID team = Rows.team(acme.id());
        Rows.joinTeam(ada.id(), team);
        Rows.grantToUser(Rows.stack(acme.id(), "website", "production"), ada.id(), "read");
        assertThat(browser.get(leave(acme.login().toUpperCase(Locale.ROOT))).asString())
                .contains("<h1>Leave " + acme.login() + "</h1>", "The account " + ada.login() + " leaves");

        Response left = browser.submit(leave(acme.login()), leave(acme.login()), Map.of());

        assertThat(left.header("Location")).isEqualTo("http://localhost:8080" + PAGE + "?done=left");
        assertThat(browser.get(PAGE + "?done=left").asString())
                .contains("<p role=\"status\">You left the organization.</p>")
                .doesNotContain(acme.login());
        for (String table : new String[] {"membership", "team_member", "stack_grant"}) {
            assertThat(Database.count(table + " where user_id = ? and organization_id = ?", ada.id(), acme.id()))
                    .as(table)
                    .isZero();
        }
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'member-removed' and actor_id = ?"
                                + " and subject_id = ? and organization_id = ?",
                        ada.id(),
                        ada.id(),
                        acme.id()))
                .isEqualTo("Left the organization as '" + ada.login() + "'");
        assertThat(browser.get(leave(acme.login())).statusCode()).isEqualTo(404);
    }

    @Test
    void keepsTheLastAdmin() {
        Rows.join(ada.id(), acme.id(), "admin");
        Person grace = Rows.person("Grace Example");
        Rows.join(grace.id(), acme.id(), "admin");
        Database.execute("update app_user set state = 'suspended' where id = ?", grace.id());

        for (Response refused : new Response[] {
            browser.get(leave(acme.login())), browser.submit(PAGE + "?x", leave(acme.login()), Map.of())
        }) {
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.asString())
                    .contains("You are the last admin of &#39;" + acme.login() + "&#39;. Make another member an admin");
        }

        Database.execute("update app_user set state = 'active' where id = ?", grace.id());
        assertThat(browser.submit(leave(acme.login()), leave(acme.login()), Map.of())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void cannotLeaveWhatIsNotLeft() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        Browser theirs = Browser.of(managed.id());

        assertThat(theirs.get(PAGE).asString()).contains("It manages your account");
        assertThat(theirs.get(leave(acme.login())).asString()).contains("manages your account, so you cannot leave it");
        assertThat(theirs.submit(PAGE, leave(acme.login()), Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(browser.get(leave(ada.login())).statusCode()).isEqualTo(400);
        assertThat(browser.submit("/account/profile", leave(ada.login()), Map.of())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void tellsStrangersNothingOfAnOrganization() {
        Response unknown = browser.get(leave(unique("nobody")));
        Response theirs = browser.get(leave(acme.login()));

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(theirs.statusCode()).isEqualTo(404);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        Rows.join(ada.id(), acme.id(), "member");

        assertThat(browser.post(leave(acme.login()), Map.of()).statusCode()).isEqualTo(403);
        assertThat(Database.count("membership where user_id = ? and organization_id = ?", ada.id(), acme.id()))
                .isEqualTo(1);
        assertThat(new Browser().get(PAGE).header("Location")).endsWith("/signin?return=%2Faccount%2Forganizations");
        assertThat(new Browser().get(leave(acme.login())).statusCode()).isEqualTo(303);
    }

    @Test
    void letsSiteAdministratorsCreateAnOrganization() {
        assertThat(browser.get(PAGE).asString())
                .contains("Site administrators of this server create organizations.")
                .doesNotContain("Create the organization");
        Map<String, String> fields = Map.of("login", unique("umbrella"), "name", "Umbrella <b>Corporation</b>");
        assertThat(browser.submit(PAGE, PAGE, fields).statusCode()).isEqualTo(403);
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        assertThat(browser.post(PAGE, fields).statusCode()).isEqualTo(403);

        Response created = browser.submit(PAGE, PAGE, fields);

        String page = "/" + fields.get("login");
        assertThat(created.header("Location")).isEqualTo("http://localhost:8080" + page);
        assertThat(browser.get(page).asString())
                .contains("<h1>Umbrella &lt;b&gt;Corporation&lt;/b&gt;</h1>", "<dd><bdi>Admin</bdi></dd>");
        assertThat(Database.count(
                        "audit_event where action = 'organization-created' and actor_id = ? and description = ?",
                        ada.id(),
                        "Created organization '" + fields.get("login") + "'"))
                .isOne();
    }

    @Test
    void showsWhatIsWrongWithANewOrganizationWithWhatWasTyped() {
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());

        Response taken = browser.submit(PAGE, PAGE, Map.of("login", acme.login(), "name", "<b>Name</b>"));

        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.asString())
                .contains("<p id=\"create-error\" role=\"alert\">", "value=\"" + acme.login() + "\"")
                .contains("value=\"&lt;b&gt;Name&lt;/b&gt;\"");
        for (String wrong : new String[] {"", "x", "no spaces", "account", "W".repeat(41)}) {
            assertThat(browser.submit(PAGE, PAGE, Map.of("login", wrong)).statusCode())
                    .as(wrong)
                    .isBetween(400, 409);
        }
    }

    private static String leave(String login) {
        return PAGE + "/" + login + "/leave";
    }
}
