package dev.rollcall.console;

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
import org.junit.jupiter.api.Test;

@QuarkusTest
class OwnerResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme <b>Corporation</b>");

    @Test
    void showsAnOrganizationToItsMembers() {
        Rows.join(ada.id(), acme.id(), "member");
        Rows.join(Rows.person("Grace Example").id(), acme.id(), "admin");
        Rows.organizationToken(acme, "deploy");
        Rows.stack(acme.id(), "website", "production");

        Response page = browser.get("/" + acme.login().toUpperCase(Locale.ROOT) + "/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.asString())
                .contains("<h1>Acme &lt;b&gt;Corporation&lt;/b&gt;</h1>", "<code>" + acme.login() + "</code>")
                .contains(
                        "<dd><bdi>Member</bdi></dd>",
                        "<dt>Members</dt><dd>2</dd>",
                        "<dt>Stacks</dt><dd>1, <a href=\"/stacks?organization=")
                .contains("pulumi org set-default " + acme.login())
                .doesNotContain("<b>");
    }

    @Test
    void showsPeopleTheirIndividualOrganization() {
        assertThat(browser.get("/" + ada.login()).asString())
                .contains("<h1>Ada Example</h1>", "your individual organization", "href=\"/account/profile\"")
                .doesNotContain("Leave " + ada.login());
    }

    @Test
    void showsAPersonToWhoIsInAnOrganizationWithThem() {
        Person grace = Rows.person("Grace <b>Example</b>");
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(grace.id(), other.id(), "member");
        for (Person person : List.of(ada, grace)) {
            Rows.join(person.id(), acme.id(), "member");
        }

        assertThat(browser.get("/" + grace.login()).asString())
                .contains("<h1>Grace &lt;b&gt;Example&lt;/b&gt;</h1>", "href=\"/" + acme.login() + "\"")
                .doesNotContain(other.login(), "<b>");
    }

    @Test
    void hasOneAnswerForWhatNobodyMayKnow() {
        Person stranger = Rows.person("Stranger");
        Organization foreign = Rows.organization(unique("foreign"), "Foreign");
        Person deleted = Rows.person("Deleted");
        for (Person person : List.of(ada, deleted)) {
            Rows.join(person.id(), acme.id(), "member");
        }
        Database.execute("update app_user set state = 'suspended' where id = ?", deleted.id());
        String unknown = unknown(unique("nobody"));

        assertThat(List.of(unknown(stranger.login()), unknown(foreign.login()), unknown(deleted.login())))
                .containsOnly(unknown);
        assertThat(unknown).contains("Not Found", "or you may not see it", "<nav aria-label=\"Account\">");
        assertThat(browser.get("/about").asString()).contains("This path does not exist");
    }

    /** The page, without what differs in each response. */
    private String unknown(String name) {
        Response page = browser.get("/" + name);
        assertThat(page.statusCode()).as(name).isEqualTo(404);
        return page.asString().replaceAll("Request ID: [0-9a-f-]+", "");
    }

    @Test
    void asksStrangersToSignInWhetherThereIsSuchAPageOrNot() {
        for (String name : List.of(acme.login(), unique("nobody"))) {
            Response page = new Browser().get("/" + name);

            assertThat(page.statusCode()).isEqualTo(303);
            assertThat(page.header("Location")).isEqualTo("http://localhost:8080/signin?return=%2F" + name);
        }
    }

    @Test
    void keepsTheNavigationOnPagesWithErrors() {
        assertThat(browser.get("/account/organizations/" + acme.login() + "/leave")
                        .asString())
                .contains("<nav aria-label=\"Account\">", "<span>" + ada.login() + "</span>", "href=\"/\"");
        assertThat(browser.post("/account/profile", Map.of("name", "x")).asString())
                .contains("<nav aria-label=\"Account\">");
        assertThat(new Browser().get("/signin/nowhere").asString())
                .contains("href=\"/signin\">Sign in</a>")
                .doesNotContain("<nav");
    }

    @Test
    void leavesFilesAndTheApiToOthers() {
        assertThat(browser.get("/pages.css").contentType()).startsWith("text/css");
        assertThat(browser.get("/favicon.ico").contentType()).startsWith("application/json");
        for (String path : List.of("/api", "/api/")) {
            assertThat(browser.get(path).contentType()).startsWith("application/json");
        }
        assertThat(browser.get("/q").statusCode()).isNotEqualTo(303);
    }
}
