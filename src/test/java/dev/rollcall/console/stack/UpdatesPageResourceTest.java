package dev.rollcall.console.stack;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UpdatesPageResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final UUID stack = Rows.stack(ada.organizationId(), "website", "dev");
    private final String page = "/" + ada.login() + "/website/dev";
    private final Browser browser = Browser.of(ada.id());

    @Test
    void listsTheUpdatesOfAStackTheNewestFirst() {
        assertThat(text("/updates")).contains("There are no updates.");
        assertThat(text("")).contains("Version none yet");

        update(1, "failed", "Try <b>this</b>");
        update(2, "succeeded", "");

        assertThat(text("/updates"))
                .containsSubsequence("2 update succeeded", "1 update: Try &lt;b&gt;this&lt;/b&gt; failed", ada.login());
        assertThat(browser.get(page).asString()).contains("href=\"" + page + "/updates/2\"");
    }

    @Test
    void continuesALongListOnAnotherPage() {
        for (int version = 1; version <= 51; version++) {
            update(version, "succeeded", "");
        }

        assertThat(browser.get(page + "/updates").asString())
                .contains("href=\"" + page + "/updates?before=2\"")
                .doesNotContain("/updates/1\"");
        assertThat(browser.get(page + "/updates?before=2").asString())
                .contains("/updates/1\"")
                .doesNotContain("Older updates");
    }

    @Test
    void showsTheUpdateThatPulumiUpLinksTo() {
        update(3, "succeeded", "Fix the gate");
        Database.execute(
                "update stack_update set resource_changes = '{\"same\":1,\"create\":2}', resource_count = 3 where stack_id = ?",
                stack);

        assertThat(text("/updates/3"))
                .contains(
                        "Result succeeded",
                        "Message Fix the gate",
                        "By " + ada.login(),
                        "Changes create 2, same 1",
                        "Resources afterwards 3",
                        "pulumi stack export --stack " + ada.login() + "/website/dev --version 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/updates/9", "/updates/x", "/updates/-1", "/updates/9999999999999999999", "/updates?before=x"})
    void answersThatThereIsNoSuchUpdate(String path) {
        update(1, "succeeded", "");

        assertThat(browser.get(page + path).statusCode()).isEqualTo(404);
    }

    @Test
    void hidesTheUpdatesOfAStackThatTheVisitorCannotReach() {
        update(1, "succeeded", "");
        Browser stranger = Browser.of(Rows.person("Stranger").id());

        assertThat(stranger.get(page + "/updates").statusCode()).isEqualTo(404);
        assertThat(stranger.get(page + "/updates/1").statusCode()).isEqualTo(404);
        assertThat(new Browser().get(page + "/updates/1").header("Location")).contains("/signin?return=");
    }

    @Test
    void saysInTheApiWhichUpdateIsInProgress() {
        update(1, "running", "");
        Database.execute("update stack set lease_until = now() + interval '1 minute' where id = ?", stack);

        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/stacks" + page)
                        .jsonPath()
                        .<Object>get("currentOperation"))
                .hasToString("{kind=update, author=" + ada.login() + ", started=1700000000}");

        Database.execute("update stack set lease_until = null where id = ?", stack);
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/stacks" + page)
                        .asString())
                .doesNotContain("currentOperation");
    }

    private void update(long version, String status, String message) {
        boolean running = status.equals("running");
        Database.execute(
                "insert into stack_update (id, stack_id, kind, dry_run, status, version, actor_id, message, environment,"
                        + " config, started_at, ended_at, lease_ends_at, token_hash)"
                        + " values (?, ?, 'update', false, ?, ?, ?, ?, '{}', '{}', to_timestamp(1700000000),"
                        + " case when ? then null else now() end, now(), sha256(?::text::bytea))",
                UUID.randomUUID(),
                stack,
                status,
                version,
                ada.id(),
                message,
                running,
                UUID.randomUUID().toString());
        Database.execute("update stack set last_version = ? where id = ?", version, stack);
    }

    /** The text of the page without its tags, in one line. */
    private String text(String path) {
        return browser.get(page + path)
                .asString()
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .replaceAll(" +", " ");
    }
}
