package dev.rollcall.console.admin;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrganizationsPageResourceTest {

    private static final String ALL = "/admin/organizations";

    private final Person root = Rows.person("Root");
    private final Organization acme = Rows.organization(unique("acme"), "Acme <b>Corporation</b> \u05d0");
    private final String page = ALL + "/" + acme.login();
    private final Browser browser = Browser.of(root.id());

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
    }

    @Test
    void findsOrganizationsByAPartOfTheirNames() {
        assertThat(browser.get(ALL + "?search=" + acme.login().toUpperCase(Locale.ROOT))
                        .asString())
                .contains("href=\"" + page + "\"", "Acme &lt;b&gt;Corporation")
                .doesNotContain("<b>");
        assertThat(browser.get(ALL + "?search=" + unique("nothing")).asString())
                .contains("No organization matches.", "show all organizations");
    }

    @Test
    void createsAnOrganizationAndKeepsWhatWasTypedIfThatFails() {
        Person ada = Rows.person("Ada");
        String login = unique("new");
        Map<String, String> fields = Map.of("login", login, "name", "New \"<b>\"", "admin", ada.login());

        Response created = browser.submit(ALL, ALL, fields);

        assertThat(created.header("Location")).endsWith(ALL + "/" + login + "?done=created");
        assertThat(browser.get(ALL + "/" + login + "?done=created").asString())
                .contains("The organization is created.", "New &quot;&lt;b&gt;&quot;", "<dt>Members</dt><dd>1</dd>");
        assertThat(Database.count(
                        "membership m join organization o on o.id = m.organization_id"
                                + " where o.login = ? and m.user_id = ? and m.role = 'admin'",
                        login,
                        ada.id()))
                .isEqualTo(1);

        Response taken = browser.submit(ALL, ALL, fields);

        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.asString())
                .contains("<p role=\"alert\">Name &#39;" + login + "&#39; is taken.", "value=\"" + login + "\"")
                .contains("value=\"New &quot;&lt;b&gt;&quot;\"", "value=\"" + ada.login() + "\"");
        for (String reserved : List.of("admin", "stacks", "setup", "docs", "Docs", "x".repeat(255), "<b>")) {
            assertThat(browser.submit(ALL, ALL, Map.of("login", reserved)).statusCode())
                    .as(reserved)
                    .isIn(400, 409);
        }
    }

    @Test
    void renamesAnOrganization() {
        String login = unique("other");

        browser.submit(page, page, Map.of("login", login, "name", "Other"));

        assertThat(browser.get(ALL + "/" + login + "?done=changed").asString())
                .contains("The organization is changed.", "<bdi>Other</bdi>");
        Response invisible =
                browser.submit(ALL + "/" + login, ALL + "/" + login, Map.of("login", login, "name", "a\u202eb"));
        assertThat(invisible.statusCode()).isEqualTo(400);
        assertThat(invisible.asString()).contains("<p role=\"alert\">");
    }

    @Test
    void leavesIndividualOrganizationsToTheirAccounts() {
        String own = ALL + "/" + root.login();

        assertThat(browser.get(own).asString())
                .contains("individual organization of a person", "/admin/users/" + root.login())
                .doesNotContain("Delete " + root.login());
        assertThat(browser.submit(own + "/delete", own + "/delete", Map.of("typed", root.login()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void deletesAnOrganizationWhoseNameWasTyped() {
        Rows.stack(acme.id(), "website", "production");
        String delete = page + "/delete";
        assertThat(browser.get(delete).asString())
                .contains("<h1>Delete the organization " + acme.login() + "</h1>", "It has 1 stack.");

        assertThat(browser.submit(delete, delete, Map.of("typed", "x", "stacks", "true"))
                        .statusCode())
                .isEqualTo(400);
        Response stacks = browser.submit(delete, delete, Map.of("typed", acme.login()));
        assertThat(stacks.statusCode()).isEqualTo(409);
        assertThat(stacks.asString()).contains("<p role=\"alert\">Organization still contains stacks.");

        Response deleted = browser.submit(delete, delete, Map.of("typed", acme.login(), "stacks", "true"));

        assertThat(deleted.header("Location")).endsWith(ALL + "?done=deleted");
        assertThat(browser.get(ALL + "?done=deleted").asString()).contains("The organization is deleted.");
        assertThat(Database.count("organization where id = ?", acme.id())).isZero();
        assertThat(Database.count("audit_event where action = 'organization-deleted' and actor_id = ?", root.id()))
                .isEqualTo(1);
        assertThat(browser.get(page).statusCode()).isEqualTo(404);
    }
}
