package dev.rollcall.console.account;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeletionResourceTest {

    private static final String PAGE = "/account/delete";

    private final Person ada = Rows.person("Ada <b>Example</b>");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void deletesTheAccountThatThePageNames() {
        Browser phone = Browser.of(ada.id());
        Rows.join(ada.id(), acme.id(), "member");
        assertThat(browser.get(PAGE).asString())
                .contains("<h1>Delete the account " + ada.login() + "</h1>", "Ada &lt;b&gt;Example")
                .doesNotContain("<b>", "name=\"stacks\"");

        Response deleted = delete(ada.login());

        assertThat(deleted.statusCode()).isEqualTo(303);
        assertThat(deleted.header("Location")).isEqualTo("http://localhost:8080" + PAGE + "/done");
        assertThat(deleted.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(new Browser().get(PAGE + "/done").asString()).contains("Your account is deleted");
        assertThat(phone.get(PAGE).header("Location")).contains("/signin");
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Database.count("membership where user_id = ?", ada.id())).isZero();
        assertThat(Database.count("organization where id = ?", ada.organizationId()))
                .isZero();
        assertThat(Database.count(
                        "audit_event where action = 'user-deleted' and actor_id = ? and subject_id = ?",
                        ada.id(),
                        ada.id()))
                .isEqualTo(1);
    }

    @Test
    void deletesNothingIfAnotherLoginIsTyped() {
        Response refused = delete(acme.login());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("You did not type " + ada.login());
        assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void letsTheLastAdminOfAnOrganizationHandOverFirst() {
        Rows.join(ada.id(), acme.id(), "admin");

        assertThat(browser.get(PAGE).asString())
                .contains("You are the last admin of these organizations", "<code>" + acme.login() + "</code>")
                .doesNotContain("name=\"login\"");
        Response refused = browser.submit("/account/profile", PAGE, Map.of("login", ada.login(), "stacks", "true"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("is the last admin of " + acme.login());

        Rows.join(Rows.person("Grace Example").id(), acme.id(), "admin");
        assertThat(delete(ada.login()).statusCode()).isEqualTo(303);
    }

    @Test
    void keepsTheLastSiteAdministrator() {
        Database.execute("update app_user set site_admin = id = ? where site_admin or id = ?", ada.id(), ada.id());

        Response refused = delete(ada.login());

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("This is the last site administrator");
        Database.execute("update app_user set site_admin = false where id = ?", ada.id());
    }

    @Test
    void deletesStacksOnlyIfThePersonSaysSo() {
        UUID stack = Rows.stack(ada.organizationId(), "website", "production");
        assertThat(browser.get(PAGE).asString()).contains("has 1 stack.", "name=\"stacks\"");

        Response refused = delete(ada.login());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("Tick the box to delete them");
        assertThat(browser.submit(PAGE, PAGE, Map.of("login", ada.login(), "stacks", "true"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(Database.count("stack where id = ?", stack)).isZero();
    }

    @Test
    void asksWhoSignedInEarlierToSignInAgain() {
        browser.signedInEarlier();
        assertThat(browser.get(PAGE).asString()).contains("Sign in again").doesNotContain("name=\"login\"");

        assertThat(delete(ada.login()).header("Location")).endsWith("/account/confirm?return=%2Faccount%2Fdelete");

        assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void leavesAnAccountToTheOrganizationThatManagesIt() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        Browser theirs = Browser.of(managed.id());

        assertThat(theirs.get(PAGE).asString()).contains("Your organization manages this account");
        assertThat(theirs.submit(PAGE, PAGE, Map.of("login", managed.login())).statusCode())
                .isEqualTo(403);
    }

    @Test
    void deletesNothingWithoutItsOwnForm() {
        assertThat(browser.post(PAGE, new HashMap<>(Map.of("login", ada.login())))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
        assertThat(new Browser().get(PAGE).header("Location")).endsWith("/signin?return=%2Faccount%2Fdelete");
    }

    private Response delete(String typed) {
        return browser.submit(PAGE, PAGE, Map.of("login", typed));
    }
}
