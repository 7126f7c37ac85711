package dev.rollcall.console.account;

import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.TokenSecret;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.MailServerResource;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(MailServerResource.class)
class EmailPageResourceTest {

    private static final String PAGE = "/account/email";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final String old = unique("old") + "@example.com";
    private final String wanted = unique("new") + "@example.com";

    @Test
    void changesTheAddressWhenItsLinkIsConfirmedAndNotBefore() {
        verify(ada.id(), old);

        Response sent = change(wanted);

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.header("Location")).isEqualTo("http://localhost:8080" + PAGE + "?done=sent");
        assertThat(browser.get(PAGE + "?done=sent").asString())
                .contains(
                        "<p role=\"status\">We sent a mail", "<bdi>" + wanted + "</bdi>", "The mail is not sent yet.");
        assertThat(api("pending-emails").asString()).isEqualTo("{\"email\":\"" + wanted + "\"}");
        assertThat(api("verified-email").asString()).isEqualTo("true");
        assertThat(mails("email-verification", wanted)).isEqualTo(1);
        assertThat(mails("email-change-notice", old)).isEqualTo(1);

        Response page = browser.get(link());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.asString()).contains(wanted, "<strong>" + ada.login() + "</strong>");
        assertThat(address()).as("a GET changes nothing").isEqualTo(old);

        Response confirmed = confirm(browser);
        assertThat(confirmed.statusCode()).as(confirmed.asString()).isEqualTo(303);
        assertThat(browser.get(PAGE + "?done=verified").asString())
                .contains("Your address is verified.", "<bdi>" + wanted + "</bdi></strong>. It is verified.");
        assertThat(address()).isEqualTo(wanted);
        assertThat(api("pending-emails").statusCode()).isEqualTo(204);
        assertThat(api("verified-email").asString()).isEqualTo("true");
        assertThat(Database.count("app_user where id = ? and email_edited", ada.id()))
                .as("syncs keep it")
                .isEqualTo(1);
        assertThat(events("email-change-requested")).isEqualTo(1);
        assertThat(events("email-changed")).isEqualTo(1);
    }

    @Test
    void storesOnlyTheHashOfTheCode() {
        change(wanted);

        assertThat(Database.value(byte[].class, "select code_hash from email_verification where user_id = ?", ada.id()))
                .isEqualTo(TokenSecret.hash(Invitations.code(verification())));
    }

    @Test
    void confirmsNothingForAnotherAccountOrWithoutOne() {
        change(wanted);
        String link = link();
        Browser grace = Browser.of(Rows.person("Grace Example").id());

        Response theirs = grace.get(link);
        assertThat(theirs.statusCode()).isEqualTo(403);
        assertThat(theirs.asString()).contains("for another account").doesNotContain(wanted, ada.login());
        assertThat(grace.submit(PAGE, "/verify-email", Map.of("code", Invitations.code(verification())))
                        .statusCode())
                .isEqualTo(403);
        Response stranger = new Browser().get(link);
        assertThat(stranger.statusCode()).isEqualTo(303);
        assertThat(Browser.query(stranger)).containsEntry("return", link);
        assertThat(address()).isNull();
    }

    @Test
    void refusesAnAddressThatWasTakenMeanwhileAndDoesNotTellBefore() {
        verify(ada.id(), old);
        Person grace = Rows.person("Grace Example");
        verify(grace.id(), wanted.toUpperCase(Locale.ROOT));

        assertThat(change(wanted).header("Location")).endsWith("?done=sent");
        Response refused = confirm(browser);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("Another account has verified the address " + wanted);
        assertThat(address()).isEqualTo(old);
        assertThat(api("pending-emails").asString()).contains(wanted);
    }

    @Test
    void replacesAChangeThatWasStartedBefore() {
        change(old);
        String first = link();
        change(wanted);

        assertThat(browser.get(first).statusCode()).isEqualTo(404);
        assertThat(Database.count("email_verification where user_id = ?", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void forgetsAChangeThatIsCanceled() {
        change(wanted);
        String link = link();

        assertThat(browser.submit(PAGE, PAGE + "/cancel", Map.of()).header("Location"))
                .endsWith("?done=canceled");

        assertThat(browser.get(PAGE).asString()).doesNotContain(wanted);
        assertThat(browser.get(link).asString()).contains("used, canceled or has expired");
        assertThat(events("email-change-canceled")).isEqualTo(1);
        browser.submit(PAGE, PAGE + "/cancel", Map.of());
        assertThat(events("email-change-canceled")).isEqualTo(1);
    }

    @Test
    void forgetsAChangeThatIsCanceledWithTheApi() {
        change(wanted);

        given().header("Authorization", ada.authorization())
                .delete("/api/user/pending-emails")
                .then()
                .statusCode(204);

        assertThat(browser.get(PAGE).asString()).doesNotContain(wanted);
        assertThat(Database.count(
                        "audit_event where action = 'email-change-canceled' and actor_id = ? and token_id is not null"
                                + " and request_id is not null",
                        ada.id()))
                .isEqualTo(1);
    }

    @Test
    void doesNotConfirmAfterADay() {
        change(wanted);
        assertThat(Database.count(
                        "email_verification where user_id = ? and expires_at between now() + interval '23 hours'"
                                + " and now() + interval '24 hours'",
                        ada.id()))
                .isEqualTo(1);
        String link = link();
        Database.execute("update email_verification set expires_at = now() where user_id = ?", ada.id());

        assertThat(browser.get(link).statusCode()).isEqualTo(404);
        assertThat(browser.submit(PAGE, "/verify-email", Map.of("code", Invitations.code(verification())))
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/verify-email").statusCode()).isEqualTo(404);
        assertThat(browser.get("/verify-email?code=" + "a".repeat(43)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void sendsTheSameLinkAgainForItsWholeLifetime() {
        change(wanted);
        String link = link();
        Database.execute(
                "update email_verification set expires_at = now() + interval '1 minute' where user_id = ?", ada.id());
        Database.execute("update mail set state = 'sent', finished_at = now() where recipient = ?", wanted);

        assertThat(resend().header("Location")).endsWith("?done=sent");
        assertThat(Database.count(
                        "audit_event where action = 'email-link-requested' and actor_id = ? and request_id is not null",
                        ada.id()))
                .isPositive();

        assertThat(link()).isEqualTo(link);
        assertThat(mails("email-verification", wanted)).isEqualTo(2);
        assertThat(Database.count(
                        "email_verification where expires_at > now() + interval '23 hours' and user_id = ?", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void sendsOnlySomeMailsToOneAddress() {
        change(wanted);
        for (int i = 0; i < 2; i++) {
            Database.execute("update mail set state = 'sent', finished_at = now() where recipient = ?", wanted);
            assertThat(resend().statusCode()).isEqualTo(303);
        }
        Database.execute("update mail set state = 'sent', finished_at = now() where recipient = ?", wanted);

        Response refused = resend();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("3600");
        assertThat(refused.asString()).contains("There were too many mails to " + wanted);
    }

    @Test
    void sendsOnlySomeMailsForOneAccount() {
        for (int i = 0; i < 10; i++) {
            assertThat(change(i + wanted).statusCode()).isEqualTo(303);
        }

        Response refused = change(wanted);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.asString()).contains("Your account asked for too many mails");
        assertThat(api("pending-emails").asString()).as("the last one waits").contains("9" + wanted);
    }

    @Test
    void changesNothingIfOnlyTheCaseDiffers() {
        verify(ada.id(), old);

        assertThat(change(old.toUpperCase(Locale.ROOT)).header("Location")).endsWith(PAGE);

        assertThat(address()).isEqualTo(old);
        assertThat(api("pending-emails").statusCode()).isEqualTo(204);
    }

    @Test
    void verifiesTheAddressThatTheAccountHas() {
        Database.execute("update app_user set email = ? where id = ?", old, ada.id());
        assertThat(browser.get(PAGE).asString()).contains("It is not verified.", "Verify this address");

        assertThat(resend().header("Location")).endsWith("?done=sent");

        assertThat(browser.get(PAGE).asString()).doesNotContain("Cancel the change");
        assertThat(confirm(browser).statusCode()).isEqualTo(303);
        assertThat(api("verified-email").asString()).isEqualTo("true");
        assertThat(Database.count("app_user where id = ? and not email_edited", ada.id()))
                .isEqualTo(1);
        assertThat(events("email-verified")).isEqualTo(1);
        assertThat(resend().asString()).contains("No e-mail address of your account waits");
    }

    @Test
    void verifiesNoAddressThatTheAccountNoLongerHas() {
        Database.execute("update app_user set email = ? where id = ?", old, ada.id());
        resend();
        Database.execute("update app_user set email = ? where id = ?", wanted, ada.id());

        assertThat(browser.submit(PAGE, "/verify-email", Map.of("code", Invitations.code(verification())))
                        .statusCode())
                .isEqualTo(404);
        assertThat(api("verified-email").statusCode()).isEqualTo(404);
    }

    @Test
    void bringsTheInvitationsOfTheNewAddress() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Invitations.invite(acme, wanted.toUpperCase(Locale.ROOT));
        change(wanted);
        assertThat(api("pending-invites").asString()).isEqualTo("{\"invites\":[]}");

        confirm(browser);

        assertThat(api("pending-invites").jsonPath().getList("invites")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ada", "ada@", "ada @example.com", "ada\u200b@example.com", "ada@example.com\r\nBcc: x@y.zz"
            })
    void refusesWhatIsNoAddress(String text) {
        Response refused = change(text);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("Write an e-mail address");
        assertThat(api("pending-emails").statusCode()).isEqualTo(204);
    }

    @Test
    void leavesTheAddressOfAnAccountToTheOrganizationThatManagesIt() {
        Person managed = Rows.managedPerson("Managed");
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        Browser theirs = Browser.of(managed.id());

        assertThat(theirs.get(PAGE).asString())
                .contains("Your organization manages this account")
                .doesNotContain("name=\"address\"");
        for (String action : new String[] {PAGE, PAGE + "/resend"}) {
            assertThat(theirs.submit("/account/identities", action, Map.of("address", wanted))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void asksWhoSignedInEarlierToSignInAgain() {
        TestGitHub octocat = TestGitHub.person(unique("octocat"), "The Octocat", null, ProvidersResource.ORGANIZATION);
        Browser octo = new Browser();
        octo.signIn(octocat);
        octo.signedInEarlier();
        assertThat(octo.get(PAGE).asString())
                .contains("Sign in again to change")
                .doesNotContain("name=\"address\"");

        Response refused = octo.submit(PAGE, PAGE, Map.of("address", wanted));

        String confirm = "/account/confirm?return=%2Faccount%2Femail";
        assertThat(refused.header("Location")).isEqualTo("http://localhost:8080" + confirm);
        assertThat(octo.get(confirm).asString())
                .contains("href=\"/signin/" + ProvidersResource.NAME + "?return=%2Faccount%2Femail\"");
        assertThat(octo.get("/signin/" + ProvidersResource.NAME + "?return=" + PAGE)
                        .statusCode())
                .isEqualTo(200);
        String state = octo.startSigningIn(PAGE).get("state");
        assertThat(octo.comeBack(state, octocat.again().code()).header("Location"))
                .endsWith(PAGE);
        assertThat(octo.get(confirm).header("Location")).endsWith(PAGE);
        assertThat(octo.submit(PAGE, PAGE, Map.of("address", wanted)).header("Location"))
                .endsWith("?done=sent");
        assertThat(browser.signedInEarlier().get(confirm).asString())
                .contains("None of your identity providers is configured");
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        change(old);
        for (String action : new String[] {PAGE, PAGE + "/resend", PAGE + "/cancel", "/verify-email"}) {
            Response refused =
                    browser.post(action, Map.of("address", wanted, "code", Invitations.code(verification())));
            assertThat(refused.statusCode()).as(action).isEqualTo(403);
        }
        assertThat(api("pending-emails").asString()).contains(old);
        assertThat(new Browser().get(PAGE).header("Location")).endsWith("/signin?return=%2Faccount%2Femail");
    }

    private Response change(String address) {
        return browser.submit(PAGE, PAGE, Map.of("address", address));
    }

    private Response resend() {
        return browser.submit(PAGE, PAGE + "/resend", Map.of());
    }

    private Response confirm(Browser confirming) {
        return confirming.submit(link(), "/verify-email", Map.of("code", Invitations.code(verification())));
    }

    private UUID verification() {
        return Database.value(
                UUID.class,
                "select id from email_verification where user_id = ? order by created_at desc limit 1",
                ada.id());
    }

    private String link() {
        return "/verify-email?code=" + Invitations.code(verification());
    }

    private String address() {
        return Database.value(String.class, "select email from app_user where id = ?", ada.id());
    }

    private static long mails(String kind, String recipient) {
        return Database.count("mail where kind = ? and recipient = ?", kind, recipient);
    }

    private long events(String action) {
        return Database.count(
                "audit_event where action = ? and actor_id = ? and subject_id = ? and token_id is null"
                        + " and description is not null and description not like '%@%'",
                action, ada.id(), ada.id());
    }

    private Response api(String path) {
        return given().header("Authorization", ada.authorization()).get("/api/user/" + path);
    }
}
