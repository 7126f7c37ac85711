package dev.rollcall.console.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TokenPageResourceTest {

    private static final String PAGE = "/user/settings/tokens";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());

    @Test
    void createsATokenAndShowsItOnce() {
        Response created = create("<img src=x>", "30");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        String token = created.asString().replaceFirst("(?s).*<code id=\"token\">(pul-[0-9a-f]{40})</code>.*", "$1");
        assertThat(given().header("Authorization", "token " + token)
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.get(PAGE).asString()).contains("&lt;img src=x&gt;").doesNotContain(token, "<img src=x");
        assertThat(Database.count(
                        "access_token where user_id = ? and expires_at between now() + interval '29 days'"
                                + " and now() + interval '31 days'",
                        ada.id()))
                .isEqualTo(1);
    }

    @Test
    void isolatesDescriptionsSoThatTheyTurnNothingAround() {
        create("\u202eci\u202c", "7");

        assertThat(browser.get(PAGE).asString())
                .contains("<td><bdi>ci</bdi></td>", "aria-label=\"Revoke ci\"")
                .doesNotContain("\u202e");
    }

    @Test
    void createsTokensThatNeverExpire() {
        create("for ever", "0");

        assertThat(Database.count(
                        "access_token where user_id = ? and description = 'for ever' and expires_at is null", ada.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"ok,-1", "ok,''", "ok,1000", "ok,800", "LONG,7"})
    void refusesWhatCannotBe(String description, String days) {
        assertThat(create(description.replace("LONG", "a".repeat(1025)), days).statusCode())
                .isEqualTo(400);
        assertThat(Database.count("access_token where user_id = ?", ada.id())).isEqualTo(1);
    }

    @Test
    void revokesATokenAtOnce() {
        UUID id = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());
        String revoke = PAGE + "/" + id + "/revoke";
        assertThat(browser.get(revoke).asString()).contains("<h1>Revoke the token without a description</h1>");
        Database.execute("update access_token set description = '<b>CI\u202e' where id = ?", id);
        assertThat(browser.get(PAGE).asString())
                .contains("<a href=\"" + revoke + "\" aria-label=\"Revoke &lt;b&gt;CI\"");
        assertThat(browser.get(revoke).asString())
                .contains("<h1>Revoke the token &lt;b&gt;CI</h1>", "Programs that use it are refused at once.");

        assertThat(browser.submit(revoke, revoke, Map.of()).statusCode()).isEqualTo(303);

        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(401);
        assertThat(browser.get(PAGE).asString()).contains("You have no access tokens.");
        assertThat(browser.get(PAGE + "?done=revoked").asString()).contains("The token is revoked.");
        assertThat(browser.get(revoke).statusCode()).isEqualTo(404);
    }

    @Test
    void revokesTheirOwnOnly() {
        Person grace = Rows.person("Grace Example");
        UUID id = Database.value(UUID.class, "select id from access_token where user_id = ?", grace.id());

        assertThat(browser.get(PAGE + "/" + id + "/revoke").statusCode()).isEqualTo(404);
        assertThat(browser.submit(PAGE, PAGE + "/" + id + "/revoke", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(Database.count("access_token where id = ? and revoked_at is null", id))
                .isEqualTo(1);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        UUID id = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());

        assertThat(browser.post(PAGE, Map.of("description", "a", "days", "7")).statusCode())
                .isEqualTo(403);
        assertThat(browser.post(PAGE + "/" + id + "/revoke", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(Database.count("access_token where user_id = ? and revoked_at is null", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void turnsThePages() {
        for (int i = 0; i < 100; i++) {
            Rows.personalToken(ada.id());
        }
        String first = browser.get(PAGE).asString();
        String next = first.replaceFirst("(?s).*href=\"(/user/settings/tokens\\?after=[^\"]+)\".*", "$1");

        assertThat(first.split("/revoke\"", -1)).hasSize(101);
        assertThat(browser.get(next).asString().split("/revoke\"", -1)).hasSize(2);
    }

    @Test
    void findsTokensByAPartOfTheirDescription() {
        for (int i = 0; i < 101; i++) {
            describe("Laptop of <b>Ada</b>");
        }
        describe("pipeline");

        String found = browser.get(PAGE + "?search=%20OF+%3CB%3E").asString();
        String next = found.replaceFirst("(?s).*href=\"(/user/settings/tokens\\?after=[^\"]+)\".*", "$1");

        assertThat(found).contains("value=\"OF &lt;B&gt;\"").doesNotContain("pipeline", "<b>");
        assertThat(found.split("/revoke\"", -1)).hasSize(101);
        assertThat(browser.get(next.replace("&amp;", "&")).asString())
                .contains("Laptop of")
                .doesNotContain("pipeline");
        assertThat(browser.get(PAGE + "?search=printer").asString())
                .contains("No description contains <strong><bdi>printer</bdi></strong>")
                .doesNotContain("/revoke\"");
    }

    @Test
    void saysWhenTokensWereUsedAndWhetherTheyExpired() {
        assertThat(browser.get(PAGE).asString())
                .contains("data-label=\"Last used\">never", "data-label=\"Expires\">never");
        Database.execute(
                "update access_token set last_used_at = '2026-01-02 03:04Z', expires_at = '2026-02-03 04:05Z'"
                        + " where user_id = ?",
                ada.id());

        assertThat(browser.get(PAGE).asString())
                .contains("<time datetime=\"2026-01-02T03:04:00Z\">2026-01-02 at 03:04 UTC</time>")
                .contains("<span class=\"failed\">expired</span>", "2026-02-03 at 04:05 UTC");
    }

    @Test
    void asksWhoSignedInEarlierToSignInAgain() {
        browser.signedInEarlier();
        assertThat(browser.get(PAGE).asString())
                .contains("Sign in again to create a token")
                .doesNotContain("name=\"description\"");

        assertThat(create("late", "7").header("Location"))
                .endsWith("/account/confirm?return=%2Fuser%2Fsettings%2Ftokens");
        assertThat(Database.count("access_token where user_id = ?", ada.id())).isEqualTo(1);
    }

    @Test
    void hasAShortAddressAndIsForWhoHasSignedIn() {
        assertThat(browser.get("/account/tokens").header("Location")).isEqualTo("http://localhost:8080" + PAGE);
        assertThat(new Browser().get(PAGE).header("Location"))
                .isEqualTo("http://localhost:8080/signin?return=%2Fuser%2Fsettings%2Ftokens");
    }

    private void describe(String description) {
        Rows.personalToken(ada.id());
        Database.execute(
                "update access_token set description = ? where user_id = ? and description = ''",
                description,
                ada.id());
    }

    private Response create(String description, String days) {
        return browser.submit(PAGE, PAGE, Map.of("description", description, "days", days));
    }
}
