package dev.rollcall.console.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.console.credential.ListedSession;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(ProvidersResource.class)
class SessionsResourceTest {

    private static final String PAGE = "/account/sessions";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());

    @Test
    void listsTheSessionsOfThePersonAndMarksTheBrowserThatAsks() {
        Browser phone = Browser.of(ada.id());
        describe(phone, "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "192.0.2.1");
        Browser.of(Rows.person("Grace Example").id());

        String page = browser.get(PAGE).asString();

        assertThat(page.split("/end\"", -1)).as("two sessions, and all").hasSize(4);
        assertThat(page)
                .contains("<bdi>Firefox on Android</bdi>", "<bdi>192.0.2.1</bdi>")
                .containsOnlyOnce("This browser")
                .containsPattern("\\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC</time>")
                .contains("href=\"/user/settings/tokens\">access tokens</a> keep working");
    }

    @Test
    void storesWithTheSignInWhereItComesFromAndNoMoreThanThat() {
        Browser newcomer = new Browser("Custom<b>" + "x".repeat(5000));
        TestGitHub person = TestGitHub.person(Rows.unique("ada"), "Ada", Rows.unique("ada") + "@example.com");
        assertThat(newcomer.signIn(person).statusCode()).isEqualTo(303);

        String page = newcomer.get(PAGE).asString();

        assertThat(page)
                .contains("<bdi>Custom&lt;b&gt;xxx", "<bdi>127.0.0.1</bdi>")
                .doesNotContain("<b>", "x".repeat(256));
    }

    @Test
    void endsAnotherSessionAtOnce() {
        Browser other = Browser.of(ada.id());

        String end = PAGE + "/" + id(other) + "/end";
        assertThat(browser.get(PAGE).asString()).contains("<a href=\"" + end + "\" aria-label=\"End the session of ");
        assertThat(browser.get(end).asString())
                .containsPattern("<h1>End the session of \\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC</h1>")
                .contains("The browser is signed out.");

        assertThat(browser.submit(end, end, Map.of()).header("Location")).endsWith(PAGE + "?done=ended");
        assertThat(browser.get(PAGE + "?done=ended").asString())
                .contains("<p role=\"status\">The session is ended.</p>");

        assertThat(other.get(PAGE).header("Location")).contains("/signin");
        assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
        assertThat(events("session-ended")).isEqualTo(1);
    }

    @Test
    void signsOutTheBrowserThatEndsItsOwnSession() {
        String end = PAGE + "/" + id(browser) + "/end";
        assertThat(browser.get(end).asString()).contains("You use this browser now. It is signed out.");

        Response ended = browser.submit(end, end, Map.of());

        assertThat(ended.header("Location")).endsWith("/signin?done=signed-out");
        assertThat(ended.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(Database.count("browser_session where user_id = ?", ada.id()))
                .isZero();
    }

    @Test
    void endsTheirOwnOnly() {
        Browser grace = Browser.of(Rows.person("Grace Example").id());

        assertThat(browser.submit(PAGE, PAGE + "/" + id(grace) + "/end", Map.of())
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.submit(PAGE, PAGE + "/nothing/end", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(browser.get(PAGE + "/" + id(grace) + "/end").statusCode()).isEqualTo(404);
        assertThat(browser.get(PAGE + "/nothing/end").statusCode()).isEqualTo(404);

        assertThat(grace.get(PAGE).statusCode()).isEqualTo(200);
        assertThat(events("session-ended")).isZero();
    }

    @Test
    void signsOutEverywhereAndLeavesTheTokens() {
        Browser other = Browser.of(ada.id());
        Browser grace = Browser.of(Rows.person("Grace Example").id());

        Response out = browser.submit(PAGE + "/end", PAGE + "/end", Map.of());

        assertThat(out.header("Location")).endsWith("/signin?done=signed-out");
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(other.get(PAGE).header("Location")).contains("/signin");
        assertThat(grace.get(PAGE).statusCode()).isEqualTo(200);
        assertThat(events("sessions-ended")).isEqualTo(1);
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        assertThat(browser.post(PAGE + "/end", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.post(PAGE + "/" + id(browser) + "/end", Map.of("csrf", "0".repeat(64)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void isForWhoHasSignedIn() {
        assertThat(new Browser().get(PAGE).header("Location"))
                .isEqualTo("http://localhost:8080/signin?return=%2Faccount%2Fsessions");
    }

    @Test
    void keepsTheHundredSessionsThatWereUsedLast() {
        TestGitHub person = TestGitHub.person(Rows.unique("ada"), "Ada", Rows.unique("ada") + "@example.com");
        new Browser().signIn(person);
        UUID account = Database.value(UUID.class, "select user_id from identity where subject = ?", person.subject());
        Browser oldest = Browser.of(account);
        Database.execute(
                "update browser_session set last_seen_at = now() - interval '1 hour' where secret_hash = ?",
                oldest.hash());
        for (int i = 0; i < 98; i++) {
            Browser.of(account);
        }

        Browser newest = new Browser();
        assertThat(newest.signIn(person.again()).statusCode()).isEqualTo(303);

        assertThat(Database.count("browser_session where user_id = ?", account)).isEqualTo(100);
        assertThat(Database.count("browser_session where secret_hash = ?", oldest.hash()))
                .isZero();
        assertThat(newest.get(PAGE).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36, Chrome on Windows",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0, Edge on Windows",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15, Safari on macOS",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/26.0 Safari/604.1, Safari on iOS",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0, Firefox on Linux",
        "Mozilla/5.0 (Plan9) Firefox/140.0, Firefox",
        "curl/8.15.0, curl/8.15.0",
        "'', ''"
    })
    void namesUsualBrowsersInAFewWords(String userAgent, String words) {
        assertThat(ListedSession.browser(userAgent)).isEqualTo(words);
    }

    private static void describe(Browser browser, String userAgent, String address) {
        Database.execute(
                "update browser_session set user_agent = ?, address = ? where secret_hash = ?",
                userAgent,
                address,
                browser.hash());
    }

    private static UUID id(Browser browser) {
        return Database.value(UUID.class, "select id from browser_session where secret_hash = ?", browser.hash());
    }

    private long events(String action) {
        return Database.count(
                "audit_event where action = ? and actor_id = ? and subject_id = ? and token_id is null",
                action,
                ada.id(),
                ada.id());
    }
}
