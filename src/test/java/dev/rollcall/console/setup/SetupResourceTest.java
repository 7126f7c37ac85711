package dev.rollcall.console.setup;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SetupResourceTest {

    private final Person root = Rows.person("Root <b>Example</b>");
    private final Browser browser = new Browser();

    /** As {@code admin.FirstAdministrator} does. */
    @BeforeEach
    void bootstrap() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
        Database.execute(
                "update access_token set expires_at = now() + interval '7 days', audited = true where user_id = ?",
                root.id());
        Database.execute("insert into bootstrap (token_id) select id from access_token where user_id = ?", root.id());
    }

    @AfterEach
    void reset() {
        Database.execute("delete from bootstrap");
    }

    @Test
    void letsTheFirstAdministratorInForAShortTimeByTheirToken() {
        Response form = browser.get("/setup");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.header("Cache-Control")).isEqualTo("no-store");
        assertThat(form.asString())
                .contains("type=\"password\"", "action=\"/setup\"")
                .doesNotContain(root.login());

        Response opened = open(" " + root.token() + "\n");

        assertThat(opened.statusCode()).isEqualTo(303);
        assertThat(opened.header("Location")).isEqualTo("http://localhost:8080/setup");
        assertThat(opened.detailedCookie(Browser.COOKIE).getMaxAge()).isEqualTo(15 * 60);
        assertThat(Database.count(
                        "browser_session where secret_hash = ? and user_id = ? and token_id is not null"
                                + " and expires_at between now() + interval '14 minutes' and now() + interval '15 minutes'",
                        browser.hash(),
                        root.id()))
                .isEqualTo(1);
        Map.of(
                        "token-used",
                        "Opened the setup with a watched access token",
                        "signed-in",
                        "Signed in with the token of the first administrator")
                .forEach((action, sentence) -> assertThat(Database.value(
                                String.class,
                                "select e.description from audit_event e join access_token t on t.id = e.token_id"
                                        + " where e.action = ? and e.actor_id = ? and t.user_id = e.actor_id"
                                        + " and e.address is not null and e.request_id = ?",
                                action,
                                root.id(),
                                opened.header("X-Pulumi-Request-ID")))
                        .isEqualTo(sentence));
        assertThat(browser.get("/setup").asString())
                .contains("You are signed in as <strong>" + root.login() + "</strong>")
                .contains("<strong>Identity provider:</strong> done.", "Hub &amp; &lt;Friends&gt;")
                .contains("<strong>Your own identity:</strong> to do.", "href=\"/account/identities\"")
                .contains("<strong>Mail:</strong> to do", "href=\"/admin/organizations\"", "<button>End the setup")
                .doesNotContain(root.token());
    }

    @Test
    void saysWhichAddressPeopleOpenedIfItIsNotThePublicOne() {
        open(root.token());

        // The tests use another port than the public URL says.
        assertThat(browser.get("/setup").asString())
                .contains("<strong>Public URL:</strong> to do.", "<code>http://localhost:8080</code>, but you opened");
    }

    @Test
    void marksWhatIsDone() {
        Rows.identity(root.id(), "github.com", "https://github.com");
        Rows.organization(unique("first"), "First");
        open(root.token());

        assertThat(browser.get("/setup").asString())
                .contains("<strong>Your own identity:</strong> done.", "<strong>First organization:</strong> done.");
    }

    @Test
    void refusesEveryOtherTokenAndSaysNothingAboutThem() {
        Person other = Rows.person("Other");
        Database.execute("update app_user set site_admin = true where id = ?", other.id());
        try (LogLines log = new LogLines("dev.rollcall")) {
            for (String wrong : List.of(other.token(), "pul-" + "0".repeat(40), "", "<b>", "x".repeat(255))) {
                Response page = open(wrong);

                assertThat(page.statusCode()).as(wrong).isEqualTo(403);
                assertThat(page.asString())
                        .contains("<p role=\"alert\">This is not the token of the first administrator.")
                        .doesNotContain("<b>", other.token());
            }
            assertThat(log.lines()).noneMatch(line -> line.contains(other.token()));
        }
        assertThat(Database.count("audit_event where action = 'sign-in-refused' and reason = 'wrong-token'"))
                .isGreaterThanOrEqualTo(5);
        assertThat(Database.count("browser_session where token_id is not null and user_id = ?", other.id()))
                .isZero();
    }

    @Test
    void takesTheTokenFromAFormOfItsPageOnly() {
        browser.get("/setup");

        assertThat(browser.post("/setup", Map.of("token", root.token())).statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/setup?token=" + root.token()).asString()).contains("type=\"password\"");
        assertThat(Database.count("browser_session where user_id = ?", root.id()))
                .isZero();
    }

    @Test
    void doesNotExistBeforeAndAfterTheSetup() {
        Browser stranger = new Browser();
        String csrf = stranger.csrf("/setup");
        open(root.token());
        String unknown = text(browser.get("/" + unique("nobody")));
        for (String end : List.of(
                "update access_token set expires_at = now() where user_id = ?",
                "update access_token set revoked_at = now(), expires_at = now() + interval '1 day' where user_id = ?",
                "update app_user set state = 'suspended' where id = ?",
                "update app_user set state = 'active', site_admin = false where id = ?")) {
            Database.execute(end, root.id());

            Response page = stranger.get("/setup");
            assertThat(page.statusCode()).as(end).isEqualTo(404);
            assertThat(page.asString()).contains("There is no such page");
            assertThat(stranger.post("/setup", Map.of("csrf", csrf, "token", root.token()))
                            .statusCode())
                    .as(end)
                    .isEqualTo(404);
        }
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
        Database.execute("update access_token set revoked_at = null where user_id = ?", root.id());
        assertThat(stranger.get("/setup").statusCode()).isEqualTo(200);
        // Of earlier releases, which did not note the token.
        Database.execute("update bootstrap set token_id = null");
        assertThat(stranger.get("/setup").statusCode()).isEqualTo(404);
        assertThat(text(Browser.of(root.id()).get("/setup"))).isEqualTo(unknown);
    }

    /** Without what differs in each response. */
    private static String text(Response page) {
        return page.asString().replaceAll("Request ID: [0-9a-f-]+|value=\"[0-9a-f]{64}\"", "");
    }

    @Test
    void isNotThereForOthersWhoSignedIn() {
        assertThat(Browser.of(Rows.person("Ada").id()).get("/setup").statusCode())
                .isEqualTo(404);
    }

    @Test
    void endsItsSessionsWithTheToken() {
        open(root.token());
        assertThat(browser.get("/account/profile").statusCode()).isEqualTo(200);

        Database.execute("update access_token set expires_at = now() where user_id = ?", root.id());

        assertThat(browser.get("/account/profile").statusCode()).isEqualTo(303);
    }

    @Test
    void makesNoTokenThatOutlivesTheOneOfTheSettings() {
        open(root.token());

        browser.submit("/user/settings/tokens", "/user/settings/tokens", Map.of("description", "child", "days", "0"));

        assertThat(Database.count(
                        "access_token c join access_token t on t.id = c.minted_by"
                                + " where c.user_id = ? and c.expires_at = t.expires_at and c.audited",
                        root.id()))
                .isEqualTo(1);
    }

    @Test
    void endsWhenTheAdministratorHasAnIdentity() {
        open(root.token());

        Response tooEarly = browser.submit("/setup", "/setup/finish", Map.of());
        assertThat(tooEarly.statusCode()).isEqualTo(409);
        assertThat(tooEarly.asString()).contains("<p role=\"alert\">Connect an identity to your account first.");
        Rows.identity(root.id(), "github.com", "https://github.com");
        assertThat(browser.post("/setup/finish", Map.of()).statusCode()).isEqualTo(403);

        Response finished = browser.submit("/setup", "/setup/finish", Map.of());

        assertThat(finished.header("Location")).isEqualTo("http://localhost:8080/setup/finished");
        assertThat(new Browser().get("/setup/finished").asString()).contains("The setup has ended");
        assertThat(new Browser().get("/setup").statusCode()).isEqualTo(404);
        assertThat(browser.get("/account/profile").statusCode()).isEqualTo(303);
        assertThat(Database.count(
                        "audit_event e join access_token t on t.id = e.subject_id"
                                + " where e.action = 'token-revoked' and t.user_id = ? and e.actor_id = ?",
                        root.id(),
                        root.id()))
                .isEqualTo(1);
        assertThat(Database.value(UUID.class, "select token_id from bootstrap")).isNotNull();
    }

    private Response open(String token) {
        return browser.submit("/setup", "/setup", Map.of("token", token));
    }
}
