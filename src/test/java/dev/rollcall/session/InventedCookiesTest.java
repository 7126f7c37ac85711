package dev.rollcall.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients send session cookies that they made up. Each address may do so twice per minute. */
@QuarkusTest
@TestProfile(OtherSettings.class)
@QuarkusTestResource(ProvidersResource.class)
class InventedCookiesTest {

    private static final int LIMIT = OtherSettings.INVALID_CREDENTIALS;
    private static final String PAGE = "/account/identities";

    /** Every test has an address of its own. */
    private final String address = Rows.unique("2001:db8").replaceFirst("-(....)(....)", ":$1:$2::1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
                "12345678901234567890123456789012345678901234"
            })
    void queriesNothingForCookiesThatCannotBeOurs(String cookie) {
        try (Statements statements = new Statements()) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(page(PAGE, cookie).statusCode()).isEqualTo(303);
            }
            assertThat(page(PAGE, cookie).statusCode()).isEqualTo(429);

            assertThat(statements.count()).isZero();
        }
    }

    @Test
    void limitsCookiesThatCouldBeOursLikeOtherCredentials() {
        try (Statements statements = new Statements()) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(page(PAGE, invented()).statusCode()).isEqualTo(303);
            }
            assertThat(statements.count()).isEqualTo(LIMIT);
        }
        try (Statements statements = new Statements()) {
            Response refused = page(PAGE, invented());

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.contentType()).isEqualTo("text/html;charset=UTF-8");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
            assertThat(refused.asString()).contains("Too many invalid credentials from this address.");
            assertThat(statements.count()).isZero();
        }
        // It is one limit for all credentials.
        assertThat(given().header("X-Forwarded-For", address)
                        .header(
                                "Authorization",
                                "token "
                                        + Rows.personalToken(
                                                Rows.person("Ada Example").id()))
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void limitsFormsAndEveryPage() {
        for (int i = 0; i < LIMIT; i++) {
            page(PAGE, invented());
        }

        for (String path : new String[] {"/signin", "/user/settings/tokens", "/account/sessions"}) {
            assertThat(page(path, invented()).statusCode()).as(path).isEqualTo(429);
        }
        for (String path : new String[] {"/signout", "/account/sessions/end", "/signin/" + ProvidersResource.NAME}) {
            assertThat(given().redirects()
                            .follow(false)
                            .header("X-Forwarded-For", address)
                            .cookie(Browser.COOKIE, invented())
                            .formParam("csrf", "a")
                            .post(path)
                            .statusCode())
                    .as(path)
                    .isEqualTo(429);
        }
    }

    @Test
    void servesPeopleWhoAreKnownAndNewBrowsersAtTheSameAddress() {
        Person ada = Rows.person("Ada Example");
        Browser known = Browser.of(ada.id());
        assertThat(page(PAGE, known.cookie()).statusCode()).isEqualTo(200);
        for (int i = 0; i <= LIMIT; i++) {
            page(PAGE, invented());
        }

        assertThat(page(PAGE, known.cookie()).statusCode()).isEqualTo(200);
        String anonymous =
                given().header("X-Forwarded-For", address).get("/signin").cookie(Browser.COOKIE);
        assertThat(page("/signin/" + ProvidersResource.NAME, anonymous).statusCode())
                .isEqualTo(200);
    }

    @Test
    void countsNobodyWhoOnlySignsIn() {
        try (Statements statements = new Statements()) {
            String cookie =
                    given().header("X-Forwarded-For", address).get("/signin").cookie(Browser.COOKIE);
            for (int i = 0; i < 3 * LIMIT; i++) {
                Response page = page("/signin/" + ProvidersResource.NAME, cookie);
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.cookies()).isEmpty();
            }
            assertThat(statements.count()).isZero();
        }
    }

    @Test
    void countsAnEndedSessionOnceBecauseTheBrowserGetsANewCookie() {
        Browser browser = Browser.of(Rows.person("Ada Example").id());
        Database.execute("delete from browser_session where secret_hash = ?", browser.hash());

        Response redirect = page(PAGE, browser.cookie());

        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(redirect.cookie(Browser.COOKIE)).isNotBlank().isNotEqualTo(browser.cookie());
    }

    private Response page(String path, String cookie) {
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .header("X-Forwarded-For", address)
                .header("Cookie", Browser.COOKIE + "=" + cookie)
                .get(path);
    }

    private static String invented() {
        return (UUID.randomUUID().toString() + UUID.randomUUID()).substring(0, 43);
    }
}
