package dev.rollcall.development;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Tests have Quarkus' mock mailbox, like dev mode. */
@QuarkusTest
class MailboxResourceTest {

    private static final String PAGE = "/development/mails";

    @Inject
    Mailer mailer;

    @Test
    void showsTheMailsThatWereNotSentWithTheirLinks() {
        String grace = unique("grace") + "@example.com";
        send(grace, "First", "Hello <b>Grace</b>");
        send(grace, "Second", "Open this page:\nhttp://localhost:8080/invites/1?code=a&b\n\nBye");

        Response page = given().get(PAGE);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.asString())
                .contains("<bdi>" + grace + "</bdi>", "Hello &lt;b&gt;Grace")
                .contains("<a href=\"http://localhost:8080/invites/1?code=a&amp;b\">")
                .containsSubsequence("<h2>Second</h2>", "<h2>First</h2>")
                .doesNotContain("<b>");
    }

    @Test
    void areInTheLogToo() {
        try (LogLines log = new LogLines("quarkus-mailer")) {
            send(unique("grace") + "@example.com", "First", "Open http://localhost:8080/invites/1?code=a");

            assertThat(log.lines()).singleElement().asString().contains("http://localhost:8080/invites/1?code=a");
        }
    }

    @Test
    void showsNoMailOfAnEarlierDevMode() {
        String earlier = unique("earlier") + "@example.com";
        store(earlier);

        assertThat(given().get(PAGE).asString()).doesNotContain(earlier);
    }

    private void send(String to, String subject, String text) {
        mailer.send(Mail.withText(to, subject, text).setFrom("rollcall@example.com"));
        store(to);
    }

    private static void store(String to) {
        Database.execute(
                "insert into mail (id, kind, subject_id, recipient, state, finished_at)"
                        + " values (gen_random_uuid(), 'invite', gen_random_uuid(), ?, 'sent', now())",
                to);
    }
}
