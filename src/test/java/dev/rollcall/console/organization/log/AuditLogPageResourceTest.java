package dev.rollcall.console.organization.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.console.organization.OrganizationWithMembers;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditLogPageResourceTest extends OrganizationWithMembers {

    private final String page = settings + "/audit-log";

    @Test
    void saysThatNothingHappenedYet() {
        assertThat(text(admin.get(page))).contains("Nothing happened yet.");
    }

    @Test
    void showsWhatHappenedNewestFirst() {
        happened("member-added", ada.id(), "2026-03-01T10:00:00Z", "Added <b>somebody</b>");
        happened("team-created", grace.id(), "2026-03-02T10:00:00Z", "Created a team");

        Response log = admin.get(page);

        assertThat(text(log))
                .containsSubsequence(
                        "2026-03-02 at 10:00 UTC",
                        grace.login(),
                        "Created a team team-created",
                        "2026-03-01 at 10:00 UTC",
                        ada.login(),
                        "Added &lt;b&gt;somebody&lt;/b&gt; member-added");
        assertThat(log.asString()).doesNotContain("<b>");
    }

    @Test
    void selectsByKindPersonAndTime() {
        happened("member-added", ada.id(), "2026-03-01T23:59:59Z", "First");
        happened("team-created", ada.id(), "2026-03-02T00:00:00Z", "Second");
        happened("team-created", grace.id(), "2026-03-03T00:00:00Z", "Third");

        assertThat(shown("?event=team-created")).containsExactly("Third", "Second");
        assertThat(shown("?person=+" + ada.login() + "+")).containsExactly("Second", "First");
        assertThat(shown("?from=2026-03-02")).containsExactly("Third", "Second");
        assertThat(shown("?until=2026-03-02")).containsExactly("Second", "First");
        assertThat(shown("?event=team-created&person=" + ada.login() + "&from=2026-03-01&until=2026-03-02"))
                .containsExactly("Second");
        assertThat(text(admin.get(page + "?from=2026-04-01"))).contains("Nothing is found.", "Show everything");
        assertThat(admin.get(page + "?event=team-created").asString())
                .contains("<option value=\"team-created\" selected>team created</option>");
    }

    @Test
    void showsWhatIsWrongBesideTheFilter() {
        Response unknown = admin.get(page + "?person=%3Cb%3Enobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.asString())
                .contains("<p id=\"filter-error\" role=\"alert\">", "value=\"&lt;b&gt;nobody\"")
                .doesNotContain("<b>");
        assertThat(text(admin.get(page + "?from=yesterday"))).contains("Type days as 2026-12-31.");
        for (String wrong : List.of(
                "?person=" + stranger.login(),
                "?after=wrong",
                "?until=%00",
                "?person=%00",
                "?event=%00",
                "?until=%2B999999999-12-31",
                "?from=2026-02-30")) {
            assertThat(admin.get(page + wrong).statusCode()).as(wrong).isBetween(400, 404);
        }
    }

    @Test
    void showsManyEventsInPages() {
        Database.execute("""
                insert into audit_event (id, occurred_at, action, actor_id, organization_id, description)
                select gen_random_uuid(), now() - n * interval '1 second', 'team-updated', ?, ?, 'Event ' || n
                from generate_series(1, 150) n""", ada.id(), acme.id());

        String first = admin.get(page + "?event=team-updated").asString();
        Matcher next =
                Pattern.compile("href=\"([^\"]*after=[^\"]*)\">Older events").matcher(first);

        assertThat(next.find()).isTrue();
        assertThat(first).contains(">Event 100<").doesNotContain(">Event 101<");
        assertThat(admin.get(next.group(1).replace("&amp;", "&")).asString())
                .contains(">Event 101<", ">Event 150<")
                .doesNotContain(">Event 100<", "Older events");
    }

    @Test
    void exportsTheSameEventsAsCsv() {
        happened("member-added", ada.id(), "2026-03-01T10:00:00Z", "First");
        happened("team-created", ada.id(), "2026-03-02T10:00:00Z", "Second, \"quoted\"");
        Matcher link = Pattern.compile("href=\"([^\"]*/export[^\"]*)\"")
                .matcher(admin.get(page + "?event=team-created").asString());
        assertThat(link.find()).isTrue();

        Response file = admin.get(link.group(1).replace("&amp;", "&"));

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.contentType()).startsWith("text/csv");
        assertThat(file.header("Cache-Control")).isEqualTo("no-store");
        assertThat(file.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"" + acme.login() + "-audit-log.csv\"");
        assertThat(file.asString())
                .startsWith("Timestamp,Name,Login,Event,Description,")
                .contains(
                        "2026-03-02T10:00:00Z,Ada Example," + ada.login() + ",team-created,\"Second, \"\"quoted\"\"\"")
                .doesNotContain("First");
        assertThat(admin.get(page + "/export").asString()).contains("First", "Second");
        assertThat(admin.get(page + "/export?person=" + stranger.login()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void isForAdminsOnly() {
        for (Browser browser : List.of(member, billing)) {
            for (String path : List.of(page, page + "/export")) {
                Response refused = browser.get(path);
                assertThat(refused.statusCode()).as(path).isEqualTo(403);
                assertThat(text(refused)).contains("Ask an admin of the organization.");
            }
        }
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(page);
        assertThat(outsider.get(page + "/export").statusCode()).isEqualTo(404);
        assertThat(new Browser().get(page + "/export").header("Location")).contains("/signin?return=");
    }

    private List<String> shown(String query) {
        Matcher text = Pattern.compile("<bdi>(First|Second|Third)</bdi>")
                .matcher(admin.get(page + query).asString());
        return text.results().map(match -> match.group(1)).toList();
    }

    private void happened(String action, UUID actor, String at, String description) {
        Database.execute(
                "insert into audit_event (id, occurred_at, action, actor_id, organization_id, description)"
                        + " values (?, ?::timestamptz, ?, ?, ?, ?)",
                UUID.randomUUID(),
                at,
                action,
                actor,
                acme.id(),
                description);
    }
}
