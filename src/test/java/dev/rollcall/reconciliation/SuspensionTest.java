package dev.rollcall.reconciliation;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.identity.Links;
import dev.rollcall.identity.Links.Profile;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.Rows;
import dev.rollcall.verdict.Departures;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator wants people suspended who have left their identity provider for 30 days. */
@QuarkusTest
@QuarkusTestResource(GitHubResource.class)
class SuspensionTest {

    @Inject
    Reconciliation reconciliation;

    /** Identities of other tests must not be due, and their failures must not count as an outage. */
    @BeforeEach
    void forgetOthers() {
        Database.execute("update identity_sync set next_sync_at = null, last_attempt_at = null");
        Database.execute("update identity set state = 'active'");
        Database.execute("delete from provider_state");
    }

    @ParameterizedTest
    @CsvSource({"gone,404", "suspended,403", "gone,401"})
    void suspendsWhoHasLeftForThatTimeIfTheProviderStillSaysSo(String state, int answer) {
        Links link = left(state, "31 days").answersAll(answer(answer));
        String authorization = "token " + Rows.personalToken(link.userId());
        Browser browser = Browser.of(link.userId());

        try (LogLines log = new LogLines(Departures.class.getName())) {
            confirm(link);

            assertThat(log.lines())
                    .containsExactly("Suspended 1 accounts. All their identities have been gone or suspended at their"
                            + " providers for 30 days.");
        }

        assertThat(link.account("state")).isEqualTo("suspended");
        assertThat(status(authorization)).isEqualTo(401);
        assertThat(browser.get("/account/identities").statusCode()).isEqualTo(303);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'suspended' and actor_id is null"
                                + " and request_id is null and subject_id = ?",
                        link.userId()))
                .isEqualTo("Suspended the user, because all their identities are gone or suspended at the providers");
    }

    @Test
    void asksTheProviderBeforeItSuspendsAnybody() {
        Links back =
                left("suspended", "31 days").shows(new Profile("ada", "Ada Lovelace", unique("ada") + "@example.com"));

        confirm(back);

        assertThat(back.account("state")).isEqualTo("active");
        assertThat(back.state()).isEqualTo("active");
    }

    @Test
    void believesOneAnswerNoMoreThanElsewhere() {
        Links link = left("suspended", "31 days").answersAll(answer(403));

        reconciliation.run();

        assertThat(link.account("state")).isEqualTo("active");
    }

    @Test
    void suspendsNobodyWhileTheProviderFails() {
        Links link = left("gone", "31 days").answersAll(Links.status(503));

        confirm(link);

        assertThat(link.account("state")).isEqualTo("active");
        assertThat(link.state()).isEqualTo("gone");
    }

    @Test
    void leavesPeopleAloneBeforeThat() {
        Links link = left("gone", "29 days").answersAll(answer(404));

        confirm(link);

        assertThat(link.account("state")).isEqualTo("active");
        assertThat(link.questions()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"active", "needs-reauth", "mismatch"})
    void leavesPeopleAloneWhoHaveAnotherIdentity(String state) {
        Links link = left("gone", "31 days").answersAll(answer(404));
        Rows.identity(link.userId(), "gitlab.com", "https://gitlab.com");
        Database.execute(
                "update identity set state = ? where user_id = ? and provider = 'gitlab.com'", state, link.userId());

        confirm(link);

        assertThat(link.account("state")).isEqualTo("active");
        assertThat(link.questions()).isZero();
    }

    @Test
    void waitsForTheAnswersAboutAllIdentities() {
        Links link = left("gone", "31 days").answersAll(answer(404));
        Rows.identity(link.userId(), "gitlab.com", "https://gitlab.com");
        Database.execute(
                "update identity set state = 'suspended', state_since = now() where user_id = ?"
                        + " and provider = 'gitlab.com'",
                link.userId());
        Database.execute(
                "update identity set state_since = now() - interval '31 days' where user_id = ?", link.userId());
        Database.execute(
                "insert into identity_sync (identity_id, provider, instance, next_sync_at)"
                        + " select id, provider, instance, now() from identity where user_id = ?"
                        + " and provider = 'gitlab.com'",
                link.userId());

        confirm(link);
        assertThat(link.account("state")).isEqualTo("active");

        // The other provider has confirmed it now, and the first answer is a week old.
        Database.execute(
                "update identity_sync set next_sync_at = null, last_attempt_at = now() - case identity_id when ?"
                        + " then interval '8 days' else interval '0' end"
                        + " where identity_id in (select id from identity where user_id = ?)",
                link.id(),
                link.userId());
        confirm(link);
        assertThat(link.account("state")).isEqualTo("suspended");
    }

    @Test
    void neverSuspendsSiteAdministrators() {
        Links link = left("gone", "31 days").answersAll(answer(404));
        Database.execute("update app_user set site_admin = true where id = ?", link.userId());

        confirm(link);

        assertThat(link.account("state")).isEqualTo("active");
    }

    @Test
    void givesPeopleTheWholeTimeAgainWhomAnAdministratorRestores() {
        Links link = left("gone", "31 days").answersAll(answer(404));
        confirm(link);
        assertThat(link.account("state")).isEqualTo("suspended");
        Rows.Person admin = Rows.person("Admin");
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
        String login = Database.value(String.class, "select name from owner_name where user_id = ?", link.userId());

        given().header("Authorization", admin.authorization())
                .post("/api/admin/users/" + login + "/restore")
                .then()
                .statusCode(204);
        Database.execute(
                "update identity_sync set last_attempt_at = last_attempt_at - interval '8 days' where identity_id = ?",
                link.id());
        confirm(link);

        assertThat(link.account("state")).isEqualTo("active");
    }

    @Test
    void countsFromTheChangeOfTheState() {
        Links link = Links.of(Rows.person("Ada Example").id(), "ada");
        Database.execute("update identity set state_since = now() - interval '31 days' where id = ?", link.id());

        Database.execute("update identity set state = 'gone' where id = ?", link.id());

        assertThat(Database.count("identity where id = ? and state_since > now() - interval '1 minute'", link.id()))
                .isEqualTo(1);
    }

    private static Links left(String state, String time) {
        Links link = Links.of(Rows.person("Ada Example").id(), "ada");
        Database.execute("update identity set state = ? where id = ?", state, link.id());
        Database.execute("update identity set state_since = now() - ?::interval where id = ?", time, link.id());
        Database.execute("update identity_sync set next_sync_at = null where identity_id = ?", link.id());
        return link;
    }

    private static ResponseDefinitionBuilder answer(int status) {
        return status == 403
                ? Links.status(403).withBody("{\"message\":\"Sorry. Your account was suspended.\"}")
                : Links.status(status);
    }

    /** Runs the schedule until every answer was confirmed, with a day in between. */
    private void confirm(Links link) {
        for (int day = 0; day < 4; day++) {
            reconciliation.run();
            Database.execute(
                    "update identity_sync set next_sync_at = now(), suspected_at = suspected_at - interval '25 hours'"
                            + " where identity_id = ? and next_sync_at is not null",
                    link.id());
        }
    }

    private static int status(String authorization) {
        return given().header("Authorization", authorization).get("/api/user").statusCode();
    }
}
