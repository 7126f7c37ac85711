package dev.rollcall.console.admin;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdministrationPagesTest {

    private final Person root = Rows.person("Root <b>Example</b>");
    private final Person ada = Rows.person("Ada Example");
    private final UUID token = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Browser browser = Browser.of(root.id());

    private final List<String> pages = List.of(
            "/admin/service",
            "/admin/users",
            "/admin/users/" + ada.login(),
            "/admin/users/" + ada.login() + "/suspend",
            "/admin/users/" + ada.login() + "/delete",
            "/admin/users/" + ada.login() + "/identities",
            "/admin/users/" + ada.login() + "/credentials/sessions",
            "/admin/users/" + ada.login() + "/credentials/tokens",
            "/admin/users/" + ada.login() + "/credentials/tokens/" + token + "/end",
            "/admin/organizations",
            "/admin/organizations/" + acme.login(),
            "/admin/organizations/" + acme.login() + "/delete",
            "/admin/providers",
            "/admin/reconciliation",
            "/admin/mails");

    private final List<String> forms = List.of(
            "/admin/users",
            "/admin/users/" + ada.login(),
            "/admin/users/" + ada.login() + "/suspend",
            "/admin/users/" + ada.login() + "/delete",
            "/admin/users/" + ada.login() + "/identities",
            "/admin/users/" + ada.login() + "/credentials/sessions/" + UUID.randomUUID() + "/end",
            "/admin/users/" + ada.login() + "/credentials/tokens/" + UUID.randomUUID() + "/end",
            "/admin/organizations",
            "/admin/organizations/" + acme.login(),
            "/admin/organizations/" + acme.login() + "/delete",
            "/admin/reconciliation",
            "/admin/mails/" + UUID.randomUUID() + "/retry");

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
    }

    @Test
    void areForSiteAdministratorsAndNotThereForOthers() {
        Browser other = Browser.of(ada.id());
        String unknown = text(other.get("/" + unique("nobody")));

        for (String page : pages) {
            assertThat(browser.get(page).statusCode()).as(page).isEqualTo(200);
            assertThat(text(other.get(page))).as(page).isEqualTo(unknown);
            Response stranger = new Browser().get(page);
            assertThat(stranger.statusCode()).as(page).isEqualTo(303);
            assertThat(stranger.header("Location"))
                    .isEqualTo("http://localhost:8080/signin?return=" + page.replace("/", "%2F"));
        }
        for (String form : forms) {
            Response refused = other.post(form, Map.of("csrf", other.csrf("/account/profile")));
            assertThat(text(refused)).as(form).isEqualTo(unknown);
            assertThat(refused.statusCode()).as(form).isEqualTo(404);
        }
        assertThat(Database.count(
                        "audit_event where action = 'administration-refused' and reason = 'not-an-administrator'"
                                + " and actor_id = ?",
                        ada.id()))
                .isEqualTo(pages.size() + forms.size());
        assertThat(other.get("/").asString()).doesNotContain("href=\"/admin\"");
        assertThat(browser.get("/").asString()).contains("href=\"/admin\"");
    }

    /** Without what differs in each response. */
    private static String text(Response page) {
        return page.asString().replaceAll("Request ID: [0-9a-f-]+", "");
    }

    @Test
    void changeNothingWithoutTheTokenOfTheForm() {
        for (String form : forms) {
            for (Map<String, String> fields : List.of(Map.<String, String>of(), Map.of("csrf", "0".repeat(64)))) {
                assertThat(browser.post(form, fields).statusCode()).as(form).isEqualTo(403);
            }
        }
        assertThat(Database.value(String.class, "select state from app_user where id = ?", ada.id()))
                .isEqualTo("active");
    }

    @Test
    void askToSignInAgainBeforeSomethingChanges() {
        browser.signedInEarlier();
        String csrf = browser.csrf("/account/profile");

        for (String form : forms) {
            Response page = browser.post(form, Map.of("csrf", csrf));
            assertThat(page.statusCode()).as(form).isEqualTo(303);
            assertThat(page.header("Location")).as(form).contains("/account/confirm?return=%2Fadmin%2F");
        }
        for (String page : pages) {
            assertThat(browser.get(page).statusCode()).as(page).isEqualTo(200);
        }
        assertThat(browser.get("/admin/users/" + ada.login() + "/suspend").asString())
                .contains("href=\"/account/confirm?return=/admin/users/" + ada.login() + "/suspend\"")
                .doesNotContain("<button>Suspend");
    }

    @Test
    void needFewStatements() {
        for (String page : pages) {
            browser.get(page);
            try (Statements statements = new Statements()) {
                browser.get(page);
                // Of a transaction, the beginning and the end count too.
                assertThat(statements.count()).as(page).isLessThanOrEqualTo(5);
            }
        }
    }

    @Test
    void tellWhichVersionsRunAndThatTheConfigurationIsFine() {
        assertThat(browser.get("/admin/service").asString())
                .contains("<h1>Administration</h1>", "<dt>Rollcall</dt><dd>")
                .containsPattern("<dt>PostgreSQL</dt><dd>1[5-9]")
                .contains("<dd>http://localhost:8080</dd>", "No setting needs your attention.")
                .contains("href=\"/admin/mails\"")
                .doesNotContain("<b>");
    }

    @Test
    void doNotHideTheStacksOfAnAccountThatIsCalledLikeThem() {
        // The first administrator may be called admin.
        assertThat(browser.get("/admin/website/production").asString())
                .contains("Stack &#39;admin/website/production&#39; not found");
        assertThat(browser.get("/admin").header("Location")).isEqualTo("http://localhost:8080/admin/service");
        assertThat(Browser.of(ada.id()).get("/admin").asString()).contains("There is no such page");
        assertThat(browser.get("/admin/nothing").statusCode()).isEqualTo(404);
    }
}
