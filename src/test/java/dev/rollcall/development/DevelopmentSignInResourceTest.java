package dev.rollcall.development;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody is called ada here, as in the sample data. */
@QuarkusTest
class DevelopmentSignInResourceTest {

    private static final String PAGE = "/development/sign-in";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = new Browser();

    @BeforeEach
    void beDevMode() {
        System.setProperty(Development.EMBEDDED_URL, "jdbc:postgresql://localhost/dev");
        Database.execute("update owner_name set name = 'ada' where user_id = ?", ada.id());
    }

    @AfterEach
    void beNoDevMode() {
        System.clearProperty(Development.EMBEDDED_URL);
        Database.execute("update owner_name set name = ? where user_id = ?", ada.login(), ada.id());
    }

    @Test
    void signsAdaInWithoutAnIdentityProvider() {
        Response signedIn = browser.submit(
                PAGE + "?return=/account/email", PAGE, Map.of("login", "ada", "return", "/account/email"));

        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.header("Location")).isEqualTo("http://localhost:8080/account/email");
        assertThat(browser.get("/").asString()).contains("<span>ada</span>");
        assertThat(Database.count("audit_event where action = 'signed-in' and actor_id = ?", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void signsNobodyElseIn() {
        assertThat(browser.submit(
                                PAGE, PAGE, Map.of("login", Rows.person("Grace").login()))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.post(PAGE, Map.of("login", "ada")).statusCode()).isEqualTo(403);
        assertThat(browser.get("/account/email").statusCode()).isEqualTo(303);
    }

    @Test
    void leavesTheSignInPageToConfiguredProviders() {
        assertThat(browser.get("/signin").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotExistWithADatabaseOfYours() {
        String csrf = browser.csrf(PAGE);
        System.clearProperty(Development.EMBEDDED_URL);

        assertThat(browser.get(PAGE).statusCode()).isEqualTo(404);
        assertThat(browser.post(PAGE, Map.of("login", "ada", "csrf", csrf)).statusCode())
                .isEqualTo(404);
    }
}
