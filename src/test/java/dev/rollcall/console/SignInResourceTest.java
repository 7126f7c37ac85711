package dev.rollcall.console;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ProvidersResource.class)
class SignInResourceTest {

    private static final String PAGE = "/signin/" + ProvidersResource.NAME;

    private final Browser browser = new Browser();
    private final TestGitHub ada =
            TestGitHub.person(Rows.unique("ada"), "Ada Example", Rows.unique("ada") + "@example.com");

    // ------------------------------------------------------------------------------------------------ the whole way

    @Test
    void listsTheProvidersAndEscapesWhatTheyAreCalled() {
        Response page = browser.get("/signin?return=/user/settings/tokens");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.asString())
                .contains("href=\"" + PAGE + "?return=%2Fuser%2Fsettings%2Ftokens\"")
                .contains("Sign in with Hub &amp; &lt;Friends&gt;")
                .doesNotContain("<Friends>");
    }

    @Test
    void signsUpAndInWhoHasAnAddressInAnAllowedDomain() {
        Map<String, String> asked = browser.startSigningIn("/user/settings/tokens");

        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "test-client")
                .containsEntry("redirect_uri", "http://localhost:8080" + PAGE + "/callback")
                .containsEntry("code_challenge_method", "S256");
        Response arrival = browser.comeBack(asked.get("state"), ada.code());

        assertThat(arrival.statusCode()).isEqualTo(303);
        assertThat(arrival.header("Location")).isEqualTo("http://localhost:8080/user/settings/tokens");
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(TokenSecret.hash(ada.sentVerifier())))
                .isEqualTo(asked.get("code_challenge"));
        assertThat(browser.get("/user/settings/tokens").asString()).contains(ada.login());
        UUID person = owner(ada);
        assertThat(Database.count(
                        "identity_token t join identity i on i.id = t.identity_id where i.user_id = ?", person))
                .isEqualTo(1);
        assertThat(event("signed-up", person, arrival)).isEqualTo("Signed up with GitHub");
        assertThat(event("identity-changed", person, arrival)).isEqualTo("Stored the changed profile of GitHub");
        assertThat(event("signed-in", person, arrival)).isEqualTo("Signed in with GitHub");
    }

    @Test
    void recognisesWhoSignsInAgain() {
        browser.signIn(ada);

        Browser other = new Browser();
        assertThat(other.signIn(ada.again()).statusCode()).isEqualTo(303);

        assertThat(other.get("/account/identities").asString()).contains(ada.login());
        assertThat(Database.count("identity where subject = ?", ada.subject())).isEqualTo(1);
    }

    @Test
    void changesTheSecretOfTheSessionWithTheSignIn() {
        Map<String, String> asked = browser.startSigningIn("/account/identities");
        String before = browser.cookie();

        Response arrival = browser.comeBack(asked.get("state"), ada.code());

        assertThat(browser.cookie()).isNotEqualTo(before);
        assertThat(Database.count("browser_session where secret_hash = ?", TokenSecret.hash(before)))
                .isZero();
        assertThat(arrival.header("Set-Cookie"))
                .startsWith(Browser.COOKIE + "=")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax", "Path=/", "Max-Age=604800")
                .doesNotContain("Secure");
    }

    @Test
    void storesNothingAboutWhoOnlyLooks() {
        browser.get(PAGE);

        assertThat(Database.count("browser_session where secret_hash = ?", browser.hash()))
                .isZero();
    }

    // ------------------------------------------------------------------------------------------------------ policy

    @Test
    void signsUpMembersOfAnAllowedOrganization() {
        TestGitHub member = TestGitHub.person(Rows.unique("member"), "Member", null, "other-org", "welcome-org");

        assertThat(browser.signIn(member).statusCode()).isEqualTo(303);
        assertThat(owner(member)).isNotNull();
    }

    @Test
    void signsUpWhoseAddressWasInvited() {
        String email = Rows.unique("invited") + "@elsewhere.example";
        Rows.Organization acme = Rows.organization(Rows.unique("acme"), "Acme");
        Database.execute(
                "insert into invite (id, organization_id, email, role, sender_name, sender_login)"
                        + " values (?, ?, ?, 'member', 'Ada', 'ada')",
                UUID.randomUUID(),
                acme.id(),
                email.toUpperCase(Locale.ROOT));

        assertThat(browser.signIn(TestGitHub.person(Rows.unique("invited"), "Invited", email))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void saysToStrangersWhatTheyCanDo() {
        TestGitHub stranger =
                TestGitHub.person(Rows.unique("stranger"), "Stranger", "stranger@elsewhere.example", "other-org");

        Response refused = browser.signIn(stranger);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("Ask your administrator for an account.");
        assertThat(Database.count("identity where subject = ?", stranger.subject()))
                .isZero();
        assertThat(stranger.isGivenBack()).isTrue();
        assertThat(browser.get("/account/identities").statusCode()).isEqualTo(303);
    }

    @Test
    void signsNobodyInWhoIsSuspended() {
        browser.signIn(ada);
        Database.execute("update app_user set state = 'suspended' where id = ?", owner(ada));

        assertThat(browser.get("/account/identities").header("Location")).contains("/signin?return=");
        assertThat(new Browser().signIn(ada.again()).statusCode()).isEqualTo(403);
        assertThat(ada.isGivenBack()).isFalse();
    }

    // ------------------------------------------------------------------------------------------------------- states

    @Test
    void takesAStateOnce() {
        String state = browser.startSigningIn("/").get("state");
        browser.comeBack(state, ada.code());

        Response second = browser.comeBack(state, ada.code());

        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(second.asString()).contains("Start again.");
    }

    @Test
    void takesAStateInItsOwnBrowserOnly() {
        String state = browser.startSigningIn("/").get("state");
        Browser victim = new Browser();
        victim.startSigningIn("/");

        assertThat(victim.comeBack(state, ada.code()).statusCode()).isEqualTo(400);
        assertThat(new Browser().comeBack(state, ada.code()).statusCode()).isEqualTo(400);
        assertThat(browser.comeBack(state, ada.code()).statusCode()).isEqualTo(303);
    }

    @Test
    void takesNoStateAfterTenMinutes() {
        String state = browser.startSigningIn("/").get("state");
        Database.execute(
                "update oauth_state set expires_at = expires_at - interval '10 minutes' where state_hash = ?",
                TokenSecret.hash(state));

        assertThat(browser.comeBack(state, ada.code()).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?code=4711", "?state=4711", "?state=4711&code=4711", "?error=access_denied"})
    void refusesCallbacksThatBelongToNothing(String query) {
        assertThat(browser.get(PAGE + "/callback" + query).statusCode()).isEqualTo(400);
    }

    // ------------------------------------------------------------------------------------------- what providers say

    @ParameterizedTest
    @CsvSource({"access_denied,403", "interaction_required,403", "server_error,502", "<script>,502"})
    void saysWhatTheProviderSays(String error, int status) {
        String state = browser.startSigningIn("/").get("state");

        Response page = browser.get(PAGE + "/callback?state=" + state + "&error="
                + error.replace("<", "%3C").replace(">", "%3E") + "&error_description=Call+4711");

        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.asString()).doesNotContain("<script>", "4711");
    }

    @Test
    void refusesACodeThatIsNoLongerGood() {
        ada.exchange(okJson("{\"error\":\"bad_verification_code\"}"));

        assertThat(browser.signIn(ada).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "incorrect_client_credentials, 502, Ask your administrator to check how Rollcall is registered there.",
        "redirect_uri_mismatch, 502, Ask your administrator to check how Rollcall is registered there.",
        "unverified_user_email, 403, Verify your e-mail address there. Then start again.",
        "interaction_required, 403, do what it asks. Then start again."
    })
    void saysWhatToDoIfTheCodeIsNotExchanged(String error, int status, String advice) {
        ada.exchange(okJson("{\"error\":\"" + error + "\"}"));

        Response page = browser.signIn(ada);

        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.asString()).contains(advice);
    }

    @Test
    void saysWhereToUseSingleSignOn() {
        ada.answers(
                "/user",
                aResponse()
                        .withStatus(403)
                        .withHeader("X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso?a=b&c=d")
                        .withBody("{\"message\":\"Resource protected by organization SAML enforcement.\"}"));

        Response page = browser.signIn(ada);

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.asString()).contains("single sign-on", "https://github.com/orgs/acme/sso?a=b&amp;c=d");
    }

    @Test
    void saysThatTheAccountCannotBeUsedIfItHasNoProfile() {
        ada.answers("/user", aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}"));

        Response page = browser.signIn(ada);

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.asString()).contains("cannot be used to sign in here. Choose another account there.");
    }

    @Test
    void saysThatTheProviderIsDown() {
        ada.exchange(aResponse().withStatus(503));

        Response page = browser.signIn(ada);

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.asString()).contains("Rollcall got no usable response from Hub &amp; &lt;Friends&gt;.");
    }

    @Test
    void knowsConfiguredProvidersOnly() {
        Response page = browser.get("/signin/nowhere");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
    }

    // -------------------------------------------------------------------------------------------- forms and headers

    @Test
    void startsByAFormOfThisBrowserOnly() {
        String anothers = new Browser().csrf(PAGE);
        browser.get(PAGE);

        assertThat(browser.post(PAGE, Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.post(PAGE, Map.of("csrf", "")).statusCode()).isEqualTo(403);
        assertThat(browser.post(PAGE, Map.of("csrf", anothers)).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "evil.example",
                "/\t/evil.example",
                "/a\r\nSet-Cookie: a=b",
                ""
            })
    void returnsToPagesOfOursOnly(String path) {
        String state = browser.startSigningIn(path).get("state");

        assertThat(browser.comeBack(state, ada.code()).header("Location")).isEqualTo("http://localhost:8080/");
    }

    @Test
    void letsNothingOfOthersIntoItsPages() {
        for (String path : new String[] {PAGE, "/signin", "/signin/nowhere", "/account/identities", "/welcome/cli"}) {
            Response page = browser.get(path);

            assertThat(page.headers().getValues("Content-Security-Policy"))
                    .as(path)
                    .containsExactly("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                            + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
                            + (path.equals(PAGE) ? " " + ProvidersResource.url() : ""));
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Permissions-Policy")).contains("camera=()", "geolocation=()", "usb=()");
            assertThat(page.headers().getValues("Cache-Control")).containsExactly("no-store");
        }
        assertThat(browser.get("/pages.css").statusCode()).isEqualTo(200);
    }

    // ----------------------------------------------------------------------------------------------------- sessions

    @Test
    void isNoCredentialOfTheApi() {
        browser.signIn(ada);

        assertThat(given().cookie(Browser.COOKIE, browser.cookie())
                        .get("/api/user")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void endsWithTheSignOut() {
        browser.signIn(ada);
        String cookie = browser.cookie();
        assertThat(browser.post("/signout", Map.of()).statusCode()).isEqualTo(403);

        Response out = browser.submit("/account/identities", "/signout", Map.of());

        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.header("Location")).isEqualTo("http://localhost:8080/signin?done=signed-out");
        assertThat(new Browser().get("/signin?done=signed-out").asString())
                .contains("<p role=\"status\">You are signed out.</p>");
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(given().redirects()
                        .follow(false)
                        .cookie(Browser.COOKIE, cookie)
                        .get("/account/identities")
                        .statusCode())
                .isEqualTo(303);
        assertThat(event("signed-out", owner(ada), out)).isEqualTo("Signed out");
    }

    private static String event(String action, UUID person, Response answer) {
        return Database.value(
                String.class,
                "select description from audit_event where action = ? and actor_id = ? and request_id = ?"
                        + " and address is not null and organization_id is null",
                action,
                person,
                answer.header("X-Pulumi-Request-ID"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "last_seen_at = now() - interval '12 hours'",
                "expires_at = now()",
            })
    void endsByItself(String change) {
        Person person = Rows.person("Ada Example");
        Browser signedIn = Browser.of(person.id());
        assertThat(signedIn.get("/account/identities").statusCode()).isEqualTo(200);

        Database.execute("update browser_session set " + change + " where secret_hash = ?", signedIn.hash());

        assertThat(signedIn.get("/account/identities").statusCode()).isEqualTo(303);
        // The browser signs in again, and still sends its old cookie.
        assertThat(signedIn.signIn(ada).statusCode()).isEqualTo(303);
    }

    @Test
    void livesOnWhileItIsUsed() {
        Browser signedIn = Browser.of(Rows.person("Ada Example").id());
        Database.execute(
                "update browser_session set last_seen_at = now() - interval '11 hours' where secret_hash = ?",
                signedIn.hash());

        signedIn.get("/account/identities");

        assertThat(Database.count(
                        "browser_session where secret_hash = ? and last_seen_at > now() - interval '1 minute'",
                        signedIn.hash()))
                .isEqualTo(1);
    }

    private static UUID owner(TestGitHub person) {
        return Database.value(
                UUID.class,
                "select user_id from identity where provider = 'github.com' and instance = ? and subject = ?",
                ProvidersResource.url(),
                person.subject());
    }
}
