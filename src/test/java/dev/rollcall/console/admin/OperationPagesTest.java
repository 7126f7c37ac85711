package dev.rollcall.console.admin;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages about reconciliation, identity providers and mails. */
@QuarkusTest
class OperationPagesTest {

    private static final String RECONCILIATION = "/admin/reconciliation";

    private final Person root = Rows.person("Root");
    private final Browser browser = Browser.of(root.id());
    private final String instance = "https://" + unique("hub") + ".example.com";

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
        Database.execute("delete from reconciliation_run");
    }

    @AfterEach
    void cleanUp() {
        Database.execute("delete from reconciliation_run");
        Database.execute("delete from identity_sync where instance = ?", instance);
        Database.execute("delete from provider_state where reason = '7 of 9 <b>syncs failed'");
    }

    @Test
    void startAReconciliationAndShowWhatBecomesOfIt() {
        assertThat(browser.get(RECONCILIATION).asString()).contains("No reconciliation was started yet.");
        sync("now() + interval '1 day'", "null", "null");

        Response started = browser.submit(RECONCILIATION, RECONCILIATION, Map.of("provider", "google.com"));

        assertThat(started.header("Location")).endsWith(RECONCILIATION + "?done=started");
        sync("now() + interval '1 day'", "now() + interval '1 second'", "'ok'");
        sync("now() + interval '1 day'", "null", "'timed-out'");
        Response page = browser.get(RECONCILIATION + "?done=started");
        assertThat(page.header("Refresh")).isEqualTo("5");
        assertThat(page.asString())
                .contains("The reconciliation has started.", "<progress id=\"progress\" value=\"2\" max=\"3\">")
                .contains("<bdi>" + instance + "</bdi>", "Mostly: the provider does not answer in time");

        Database.execute(
                "update identity_sync set next_sync_at = now() + interval '1 day' where provider = 'google.com'");
        Response finished = browser.get(RECONCILIATION);
        assertThat(finished.header("Refresh")).isNull();
        assertThat(finished.asString()).contains("It is finished.");
    }

    private void sync(String next, String succeeded, String outcome) {
        UUID person = Rows.person("Synced").id();
        Rows.identity(person, "google.com", instance);
        Database.execute(
                "insert into identity_sync (identity_id, provider, instance, next_sync_at, last_ok_at, last_attempt_at,"
                        + " last_outcome) select id, provider, instance, " + next + ", " + succeeded
                        + ", case when " + outcome + " is not null then now() + interval '1 second' end, " + outcome
                        + " from identity where user_id = ?",
                person);
    }

    @Test
    void tellWhichIdentityProvidersWork() {
        assertThat(browser.get("/admin/providers").asString()).contains("Hub &amp; &lt;Friends&gt;", "It works");
        String configured =
                browser.get("/admin/providers").asString().replaceAll("(?s).*?<td>[^<]*<br><bdi>([^<]*)<.*", "$1");

        Database.execute(
                "insert into provider_state (provider, instance, paused_until, outage_since, reason)"
                        + " values ('github.com', ?, now() + interval '1 hour', now(), '7 of 9 <b>syncs failed')"
                        + " on conflict (provider, instance) do update set paused_until = excluded.paused_until,"
                        + " outage_since = now(), reason = excluded.reason",
                configured);

        assertThat(browser.get("/admin/providers").asString())
                .contains("Paused until ", "7 of 9 &lt;b&gt;syncs failed")
                .doesNotContain("<b>");
        Database.execute("update provider_state set paused_until = now() where instance = ?", configured);
        assertThat(browser.get("/admin/providers").asString()).contains("It seems to fail: <bdi>7 of 9");
    }

    @Test
    void listTheMailsThatWereNotSent() {
        UUID refused = mail("refused", "550 no <b>such</b> mailbox");
        UUID waiting = mail("waiting", null);
        UUID sent = mail("sent", null);

        String page = browser.get("/admin/mails").asString();

        assertThat(page)
                .contains(refused + "@example.com", "550 no &lt;b&gt;such", waiting + "@example.com")
                .doesNotContain(sent + "@example.com", "<b>");
        // mail.MailDeliveryTest has the other attempts, of a service that sends mails.
        assertThat(page)
                .contains("This server sends no mails.", "<td data-label=\"About\">an invitation</td>")
                .doesNotContain("<button>Try now");
        assertThat(retry(refused).statusCode()).isEqualTo(400);
        Database.execute("delete from mail where id in (?, ?, ?)", refused, waiting, sent);
    }

    private Response retry(UUID mail) {
        return browser.post("/admin/mails/" + mail + "/retry", Map.of("csrf", browser.csrf("/admin/reconciliation")));
    }

    private static UUID mail(String state, String failure) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into mail (id, kind, subject_id, recipient, state, next_try_at, finished_at, failure, attempt)"
                        + " values (?, 'invite', gen_random_uuid(), ?, ?, now() + interval '1 hour',"
                        + " case when ? <> 'waiting' then now() end, ?, 3)",
                id,
                id + "@example.com",
                state,
                state,
                failure);
        return id;
    }
}
