package dev.rollcall.signin;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.audit.RefusedActions;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refused sign-in leaves an audit event and a log line, with a reason from a fixed list. */
@QuarkusTest
@QuarkusTestResource(ProvidersResource.class)
class RefusedSignInTest {

    private static final String CALLBACK = "/signin/" + ProvidersResource.NAME + "/callback";

    private final Browser browser = new Browser();
    private final String email = Rows.unique("ada") + "@elsewhere.example";

    @ParameterizedTest
    @CsvSource({
        "access_denied, consent-denied",
        "interaction_required, action-required",
        "nonsense, registration-refused"
    })
    void recordsWhatTheProviderSays(String error, String reason) {
        assertThatItIsRecorded(
                "sign-in-refused",
                reason,
                null,
                () -> browser.get(
                        CALLBACK + "?state=" + browser.startSigningIn("/").get("state") + "&error=" + error));
    }

    @Test
    void recordsCallbacksThatBelongToNothing() {
        assertThatItIsRecorded(
                "sign-in-refused", "unknown-state", null, () -> browser.get(CALLBACK + "?state=a&code=b"));
        assertThatItIsRecorded(
                "sign-in-refused",
                "no-code",
                null,
                () -> browser.get(
                        CALLBACK + "?state=" + browser.startSigningIn("/").get("state")));
    }

    @Test
    void recordsCodesThatAreNoLongerGood() {
        refuses("code-refused", ada -> ada.exchange(okJson("{\"error\":\"bad_verification_code\"}")));
    }

    @Test
    void recordsWhoHasNoProfile() {
        refuses(
                "no-profile",
                ada -> ada.answers("/user", aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}")));
    }

    @Test
    void recordsWhoMustUseSingleSignOn() {
        refuses(
                "single-sign-on-required",
                ada -> ada.answers(
                        "/user",
                        aResponse()
                                .withStatus(403)
                                .withHeader("X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso")
                                .withBody("{\"message\":\"Resource protected by organization SAML enforcement.\"}")));
    }

    @Test
    void recordsStrangers() {
        refuses("sign-up-closed", ada -> {});
    }

    private void refuses(String reason, Consumer<TestGitHub> preparation) {
        TestGitHub ada = TestGitHub.person(Rows.unique("ada"), "Ada Example", email);
        preparation.accept(ada);
        assertThatItIsRecorded("sign-in-refused", reason, null, () -> browser.signIn(ada));
    }

    @Test
    void recordsWhoseAccountIsSuspended() {
        TestGitHub ada = TestGitHub.person(Rows.unique("ada"), "Ada Example", Rows.unique("ada") + "@example.com");
        browser.signIn(ada);
        UUID account = Database.value(UUID.class, "select user_id from identity where subject = ?", ada.subject());
        Database.execute("update app_user set state = 'suspended' where id = ?", account);

        assertThatItIsRecorded(
                "sign-in-refused", "account-not-active", account, () -> new Browser().signIn(ada.again()));
    }

    @Test
    void recordsWhoCannotLinkSomebodyElsesIdentity() {
        TestGitHub grace = TestGitHub.person(Rows.unique("grace"), "Grace", Rows.unique("grace") + "@example.com");
        new Browser().signIn(grace);
        Person ada = Rows.person("Ada Example");
        Browser signedIn = Browser.of(ada.id());
        String page = "/account/identities/" + ProvidersResource.NAME + "/connect";

        assertThatItIsRecorded(
                "identity-link-refused",
                "identity-conflict",
                ada.id(),
                () -> signedIn.comeBack(
                        Browser.query(signedIn.submit(page, page, Map.of())).get("state"),
                        grace.again().code()));
    }

    @Test
    void recordsNothingWhenTheProviderFails() {
        TestGitHub ada = TestGitHub.person(Rows.unique("ada"), "Ada Example", email);
        ada.exchange(aResponse().withStatus(503));
        long before = Database.count("audit_event where action = 'sign-in-refused'");

        assertThat(browser.signIn(ada).statusCode()).isEqualTo(502);

        assertThat(Database.count("audit_event where action = 'sign-in-refused'"))
                .isEqualTo(before);
    }

    private void assertThatItIsRecorded(String action, String reason, UUID account, Runnable attempt) {
        String events = "audit_event where action = '" + action + "' and reason = '" + reason
                + "' and address = '127.0.0.1' and request_id is not null and subject_id is null and actor_id is not distinct from ?::uuid"
                + " and description = ?";
        String sentence = (action.startsWith("sign-in") ? "A sign-in at hub" : "Linking an identity at hub")
                + " was refused: " + reason;
        long before = Database.count(events, account, sentence);
        try (LogLines log = new LogLines(RefusedActions.class.getName())) {
            attempt.run();

            assertThat(log.lines())
                    .containsExactly(sentence + (account == null ? "" : " (account " + account + ")"))
                    .noneMatch(line -> line.contains("@"));
        }
        assertThat(Database.count(events, account, sentence)).isEqualTo(before + 1);
    }
}
