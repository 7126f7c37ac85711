package dev.rollcall.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.console.QueryValue;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdentitiesResourceTest {

    private static final String PAGE = "/account/identities";
    private static final String CONNECT = PAGE + "/" + ProvidersResource.NAME + "/connect";
    private static final String DISCONNECT = PAGE + "/github.com/disconnect";

    private final Person ada = Rows.person("Ada <script>alert(1)</script>");
    private final Browser browser = Browser.of(ada.id());
    private final TestGitHub octocat = TestGitHub.person(Rows.unique("octocat"), "The Octocat", null);

    @Test
    void sendsWhoHasNotSignedInToDoThat() {
        for (String path : new String[] {PAGE, CONNECT}) {
            Response page = new Browser().get(path);

            assertThat(page.statusCode()).isEqualTo(303);
            assertThat(page.header("Location"))
                    .isEqualTo("http://localhost:8080/signin?return=%2Faccount%2Fidentities");
        }
        assertThat(new Browser().post(CONNECT, Map.of()).statusCode()).isEqualTo(303);
    }

    @Test
    void leadsThereFromTheAccount() {
        assertThat(browser.get("/account").header("Location")).isEqualTo("http://localhost:8080" + PAGE);
    }

    @Test
    void linksAnIdentityAfterNamingTheAccount() {
        link("SAML", "https://sso.example", UUID.randomUUID().toString());
        assertThat(browser.get(PAGE).asString()).contains("href=\"" + CONNECT + "\"");
        assertThat(browser.get(CONNECT).asString())
                .contains(ada.login(), "Ada &lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>");

        Response back = browser.comeBack(connect().get("state"), octocat.code());

        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(back.header("Location")).isEqualTo("http://localhost:8080" + PAGE);
        assertThat(browser.get(PAGE).asString())
                .contains("<td data-label=\"Identity\"><bdi>" + octocat.login() + "</bdi></td>")
                .contains("href=\"" + DISCONNECT + "\"")
                .doesNotContain(CONNECT);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'identity-linked' and actor_id = ?"
                                + " and request_id = ?",
                        ada.id(),
                        back.header("X-Pulumi-Request-ID")))
                .isEqualTo("Linked their identity of GitHub");
        assertThat(new Browser().signIn(octocat.again()).statusCode()).isEqualTo(303);
        assertThat(tokens()).isEqualTo(1);
    }

    @Test
    void asksWhoSignedInEarlierToSignInAgain() {
        browser.signedInEarlier();
        String confirm = "/account/confirm?return=";
        assertThat(browser.get(CONNECT).asString()).contains("href=\"" + confirm + CONNECT + "\"");

        assertThat(browser.submit(CONNECT, CONNECT, Map.of()).header("Location"))
                .endsWith(confirm + QueryValue.urlEncoded(CONNECT));
    }

    @Test
    void linksWhatIsLinkedAlreadyWithoutAnotherEvent() {
        browser.comeBack(connect().get("state"), octocat.code());

        assertThat(browser.comeBack(connect().get("state"), octocat.again().code())
                        .statusCode())
                .isEqualTo(303);
        assertThat(Database.count("audit_event where action = 'identity-linked' and actor_id = ?", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void neverTakesAnIdentityFromAnotherAccount() {
        Person grace = Rows.person("Grace Example");
        Browser graces = Browser.of(grace.id());
        graces.comeBack(Browser.query(graces.submit(CONNECT, CONNECT, Map.of())).get("state"), octocat.code());

        Response refused =
                browser.comeBack(connect().get("state"), octocat.again().code());

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(refused.asString()).contains("This identity belongs to another account.");
        assertThat(Database.value(UUID.class, "select user_id from identity where subject = ?", octocat.subject()))
                .isEqualTo(grace.id());
        assertThat(tokens()).isZero();
    }

    @Test
    void linksOneIdentityOfAKind() {
        link("github.com", ProvidersResource.url(), UUID.randomUUID().toString());

        assertThat(browser.comeBack(connect().get("state"), octocat.code()).statusCode())
                .isEqualTo(409);
    }

    @Test
    void linksInTheSessionThatAskedForItOnly() {
        String state = connect().get("state");
        Browser other = Browser.of(Rows.person("Grace Example").id());

        assertThat(other.comeBack(state, octocat.code()).statusCode()).isEqualTo(400);
        browser.submit(PAGE, "/signout", Map.of());
        assertThat(browser.comeBack(state, octocat.code()).statusCode()).isEqualTo(400);
        assertThat(Database.count("identity where subject = ?", octocat.subject()))
                .isZero();
    }

    @Test
    void disconnectsAnIdentityButNeverTheLast() {
        link("SAML", "https://sso.example", UUID.randomUUID().toString());
        link("github.com", ProvidersResource.url(), octocat.subject());

        assertThat(browser.get(PAGE).asString()).contains("<a href=\"" + DISCONNECT + "\" aria-label=\"Disconnect ");
        assertThat(browser.get(DISCONNECT).asString())
                .contains(
                        "<h1>Disconnect Hub &amp; &lt;Friends&gt;</h1>", "You can no longer sign in to " + ada.login());
        assertThat(browser.submit(DISCONNECT, DISCONNECT, Map.of()).header("Location"))
                .endsWith(PAGE + "?done=disconnected");
        assertThat(browser.get(PAGE + "?done=disconnected").asString())
                .contains("<p role=\"status\">The identity is disconnected.</p>");
        assertThat(browser.get(DISCONNECT).statusCode()).isEqualTo(404);
        Response last = browser.submit(PAGE, PAGE + "/SAML/disconnect", Map.of());

        assertThat(last.statusCode()).isEqualTo(400);
        assertThat(last.asString()).contains("must have more than one identity provider");
        assertThat(browser.get(PAGE).asString()).contains("You cannot disconnect your only identity.");
        assertThat(Database.count("audit_event where action = 'identity-disconnected' and actor_id = ?", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void updatesAProfileOrSaysWhyNot() {
        link("SAML", "https://sso.example", UUID.randomUUID().toString());
        link("github.com", ProvidersResource.url(), octocat.subject());

        assertThat(browser.submit(PAGE, PAGE + "/SAML/sync", Map.of()).header("Location"))
                .endsWith(PAGE + "?done=updated");
        assertThat(browser.get(PAGE + "?done=updated").asString())
                .contains("<p role=\"status\">Your profile is updated.");
        Response refused = browser.submit(PAGE, PAGE + "/github.com/sync", Map.of());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("github.com no longer accepts the stored token.");
    }

    @Test
    void saysThatAProviderIsNotConfigured() {
        link("SAML", "https://sso.example", UUID.randomUUID().toString());
        link("gitlab.com", "https://gitlab.example", UUID.randomUUID().toString());

        assertThat(browser.get(PAGE).asString())
                .contains("GitLab is not configured on this server.")
                .doesNotContain("Single sign-on is not configured");
        Response refused = browser.submit(PAGE, PAGE + "/gitlab.com/sync", Map.of());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString())
                .contains("GitLab is not configured on this server. Ask your administrator to add it:"
                        + " https://gitlab.example");
    }

    @Test
    void saysWhatIsWrongWithAnIdentity() {
        link("github.com", ProvidersResource.url(), octocat.subject());
        assertThat(browser.get(PAGE).asString()).doesNotContain("can no longer update your profile");

        Database.execute("update identity set state = 'needs-reauth' where subject = ?", octocat.subject());

        assertThat(browser.get(PAGE).asString())
                .contains("Rollcall can no longer update your profile from here. Sign out, then sign in with this"
                        + " identity.");
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        link("SAML", "https://sso.example", UUID.randomUUID().toString());
        link("github.com", ProvidersResource.url(), octocat.subject());

        assertThat(browser.post(DISCONNECT, Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.post(CONNECT, Map.of("csrf", "4711")).statusCode()).isEqualTo(403);
        assertThat(browser.submit(PAGE, PAGE + "/nowhere/disconnect", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(Database.count("identity where user_id = ?", ada.id())).isEqualTo(2);
    }

    private Map<String, String> connect() {
        return Browser.query(browser.submit(CONNECT, CONNECT, Map.of()));
    }

    private void link(String provider, String instance, String subject) {
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject) values (?, ?, ?, ?, ?)",
                UUID.randomUUID(),
                ada.id(),
                provider,
                instance,
                subject);
    }

    private long tokens() {
        return Database.count("identity_token t join identity i on i.id = t.identity_id where i.user_id = ?", ada.id());
    }
}
