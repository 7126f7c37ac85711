package dev.rollcall.console.account;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RenameResourceTest {

    private static final String PAGE = "/account/rename";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final String wanted = unique("countess");

    @Test
    void renamesTheAccountTogetherWithItsOrganization() {
        assertThat(browser.get(PAGE).asString()).contains("<strong>" + ada.login() + "</strong>");

        assertThat(rename(browser, wanted).header("Location"))
                .isEqualTo("http://localhost:8080/account/profile?done=renamed");

        JsonPath user = given().header("Authorization", ada.authorization())
                .get("/api/user")
                .jsonPath();
        assertThat(user.getString("githubLogin")).isEqualTo(wanted);
        assertThat(user.getString("organizations[0].githubLogin")).isEqualTo(wanted);
        assertThat(Database.count("app_user where id = ? and login_edited", ada.id()))
                .as("syncs keep it")
                .isEqualTo(1);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'user-changed' and actor_id = ?",
                        ada.id()))
                .isEqualTo("Changed their own account '" + ada.login() + "': the login to '" + wanted + "'");
        assertThat(browser.get("/account/profile?done=renamed").asString())
                .contains("Your account has a new login.", "<span>" + wanted + "</span>");
    }

    @Test
    void keepsTheOldLoginForThePerson() {
        rename(browser, wanted);
        Browser grace = Browser.of(Rows.person("Grace Example").id());

        Response refused = rename(grace, ada.login().toUpperCase(Locale.ROOT));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("is taken.");
        assertThat(rename(browser, ada.login()).statusCode()).isEqualTo(303);
    }

    @Test
    void refusesLoginsThatCannotBeHad() {
        String acme = Rows.organization(unique("acme"), "Acme").login();
        for (String login : List.of(acme, Rows.person("Grace").login(), "api", "verify-email", "admin", "pulumi")) {
            assertThat(rename(browser, login).statusCode()).as(login).isEqualTo(409);
        }
        for (String login : List.of("", "a", "-ada", "ada lovelace", "a".repeat(41))) {
            assertThat(rename(browser, login).statusCode()).as(login).isEqualTo(400);
        }
        assertThat(browser.get(PAGE).asString()).contains("<strong>" + ada.login() + "</strong>");
    }

    @Test
    void asksWhoSignedInEarlierToSignInAgain() {
        browser.signedInEarlier();
        assertThat(browser.get(PAGE).asString()).contains("Sign in again").doesNotContain("name=\"login\"");

        assertThat(rename(browser, wanted).header("Location")).endsWith("/account/confirm?return=%2Faccount%2Frename");

        assertThat(browser.get(PAGE).asString()).contains("<strong>" + ada.login() + "</strong>");
    }

    @Test
    void leavesTheLoginOfAnAccountToTheOrganizationThatManagesIt() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("acme"), "Acme").id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        Browser theirs = Browser.of(managed.id());

        assertThat(theirs.get(PAGE).asString()).contains("Your organization manages this account");
        assertThat(rename(theirs, wanted).statusCode()).isEqualTo(403);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        assertThat(browser.post(PAGE, Map.of("login", wanted)).statusCode()).isEqualTo(403);
        assertThat(new Browser().get(PAGE).header("Location")).endsWith("/signin?return=%2Faccount%2Frename");
    }

    private static Response rename(Browser person, String login) {
        return person.submit(PAGE, PAGE, Map.of("login", login));
    }
}
