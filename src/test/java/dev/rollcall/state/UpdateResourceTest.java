package dev.rollcall.state;

import static dev.rollcall.testing.Rows.unique;
import static dev.rollcall.testing.StackUpdates.deployment;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Blocker;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.StackUpdates.Update;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UpdateResourceTest {

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private final String stack = acme.login() + "/website/dev";
    private StackUpdates updates;
    private UUID stackId;

    @BeforeEach
    void createStack() {
        Rows.join(ada.id(), acme.id(), "admin");
        stackId = Rows.stack(acme.id(), "website", "dev");
        updates = new StackUpdates(ada.authorization(), stack);
    }

    private static void refused(Response response, int status, String message) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.jsonPath().getInt("code")).isEqualTo(status);
        assertThat(response.jsonPath().getString("message")).isEqualTo(message);
    }

    private static void done(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
    }

    private List<String> resources() {
        Response export = updates.export();
        assertThat(export.statusCode()).as(export.asString()).isEqualTo(200);
        return export.jsonPath().<String>getList("deployment.resources.urn").stream()
                .map(urn -> urn.replaceFirst(".*::", ""))
                .toList();
    }

    @Test
    void runsAnUpdateFromItsCreationToItsEnd() {
        Update update = updates.begin("update", false);
        done(updates.checkpoint(update, deployment("one")));
        done(updates.checkpoint(update, deployment("one", "two")));
        done(
                updates.events(
                        update,
                        "[{\"sequence\":0,\"timestamp\":1,\"preludeEvent\":{\"config\":{}}},{\"sequence\":1,\"timestamp\":2,"
                                + "\"summaryEvent\":{\"durationSeconds\":1,\"resourceChanges\":{\"create\":2},\"PolicyPacks\":{}}}]"));
        assertThat(updates.renew(update, 300).<String>path("token")).isEqualTo(update.token());
        done(updates.complete(update, "succeeded"));

        assertThat(resources()).containsExactly("one", "two");
        Response history = updates.get("/updates?pageSize=10&page=1");
        assertThat(history.jsonPath().getList("updates")).hasSize(1);
        assertThat(history.jsonPath().getMap("updates[0]"))
                .containsEntry("kind", "update")
                .containsEntry("result", "succeeded")
                .containsEntry("version", 1)
                .containsEntry("message", "A message")
                .containsEntry("environment", Map.of("exec.kind", "cli"))
                .containsEntry("resourceChanges", Map.of("create", 2))
                .containsEntry("resourceCount", 2);
        Response latest = updates.get("/updates/latest");
        assertThat(latest.<Integer>path("info.version")).isEqualTo(1);
        assertThat(latest.<String>path("requestedBy.githubLogin")).isEqualTo(ada.login());
        assertThat(latest.<String>path("info.config.'website:key'.string")).isEqualTo("v1:abc");
        assertThat(Database.count("stack where id = ? and resource_count = 2 and last_version = 1", stackId))
                .isEqualTo(1);
    }

    private Map<String, Object> listed() {
        return given().header("Authorization", ada.authorization())
                .get("/api/user/stacks?organization=" + acme.login())
                .jsonPath()
                .getMap("stacks[0]");
    }

    @Test
    void showsInListsHoweverAnUpdateEndsWhatItsEndHasWritten() {
        Map<String, Consumer<Update>> ends = Map.of(
                "succeeded", update -> done(updates.complete(update, "succeeded")),
                "failed", update -> done(updates.complete(update, "failed")),
                "cancelled", update -> done(updates.cancel(update.id())),
                "timed-out",
                        update -> {
                            runOut(update);
                            assertThat(updates.renew(update, 300).statusCode()).isEqualTo(403);
                        });
        assertThat(listed()).doesNotContainKeys("lastUpdate", "resourceCount");
        ends.forEach((status, end) -> {
            Update update = updates.begin("update", false);
            done(updates.checkpoint(update, deployment("one", status)));
            assertThat(listed()).as(status).containsEntry("lastUpdate", 0);

            end.accept(update);

            assertThat(listed())
                    .as(status)
                    .containsEntry("lastUpdate", updates.get("/updates/latest").path("info.startTime"))
                    .containsEntry("resourceCount", 2);
            // One transaction has written both rows.
            assertThat(Database.count(
                            "stack s join stack_update u on u.stack_id = s.id"
                                    + " where u.id = ?::uuid and u.status = ? and s.lease_until is null and s.xmin = u.xmin",
                            update.id(),
                            status))
                    .as(status)
                    .isEqualTo(1);
        });
    }

    @Test
    void takesNothingFromAnybodyWithADryRun() {
        Update update = updates.begin("update", false);
        Update preview = updates.begin("update", true);
        done(updates.events(preview, "[{\"sequence\":0,\"timestamp\":1,\"stdoutEvent\":{\"message\":\"x\"}}]"));
        refused(
                updates.checkpoint(preview, deployment("one")),
                403,
                "Forbidden: Updating the checkpoint is not permitted for preview operations.");
        done(updates.complete(preview, "succeeded"));

        done(updates.checkpoint(update, deployment("one")));
        done(updates.complete(update, "succeeded"));
        assertThat(updates.start(updates.created("preview", true)).<Integer>path("version"))
                .isEqualTo(1);
        assertThat(updates.get("/updates").jsonPath().getList("updates")).hasSize(1);
    }

    @Test
    void letsOneUpdateRunAtATime() {
        Update first = updates.begin("update", false);
        String second = updates.created("destroy", false);

        refused(updates.start(second), 409, "Conflict: Another update is currently in progress.");
        refused(
                updates.importState("{\"version\":3,\"deployment\":" + deployment() + "}"),
                409,
                "Conflict: Another update is currently in progress.");
        done(updates.complete(first, "failed"));
        assertThat(updates.start(second).<Integer>path("version")).isEqualTo(2);
        refused(updates.start(second), 409, "Conflict: The Update has already started");
    }

    @Test
    void startsOneOfManyUpdatesThatStartAtTheSameTime() throws Exception {
        for (int version = 1; version <= 5; version++) {
            List<String> ids = Stream.generate(() -> updates.created("update", false))
                    .limit(4)
                    .toList();

            List<Response> answers = AtOnce.call(ids.stream()
                    .map(id -> (Callable<Response>) () -> updates.start(id))
                    .toList());

            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409, 409, 409);
            assertThat(Database.value(Long.class, "select last_version from stack where id = ?", stackId))
                    .isEqualTo(version);
            done(updates.cancel(updates.get("/updates/latest").path("updateID")));
        }
    }

    @Test
    void keepsWhatAFailedUpdateHasWritten() {
        Update update = updates.begin("update", false);
        done(updates.checkpoint(update, deployment("one")));
        done(updates.complete(update, "failed"));

        assertThat(resources()).containsExactly("one");
        assertThat(updates.get("/updates/latest").<String>path("info.result")).isEqualTo("failed");
    }

    @Test
    void goesOnWhenTheOrganizationGetsAnotherName() {
        Update update = updates.begin("update", false);
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        given().header("Authorization", ada.authorization())
                .contentType("application/json")
                .body("{\"name\":\"" + unique("renamed") + "\"}")
                .patch("/api/admin/organizations/{org}", acme.login())
                .then()
                .statusCode(204);

        done(updates.checkpoint(update, deployment("one")));
        assertThat(updates.renew(update, 300).statusCode()).isEqualTo(200);
        done(updates.complete(update, "succeeded"));

        assertThat(resources()).containsExactly("one");
    }

    @Test
    void acceptsTheSameEndAgain() {
        Update update = updates.begin("update", false);
        done(updates.complete(update, "succeeded"));
        Update next = updates.begin("update", false);

        done(updates.complete(update, "succeeded"));
        refused(updates.complete(update, "failed"), 409, "Conflict: The Update has already completed");
        refused(updates.checkpoint(update, deployment("late")), 409, "Conflict: The Update has already completed");
        refused(updates.renew(update, 300), 409, "Conflict: The Update has already completed");
        done(updates.checkpoint(next, deployment("next")));
    }

    @Test
    void acceptsTheSameEndWhileItStillWorksOnTheFirstRequest() throws Exception {
        Update update = updates.begin("update", false);
        ExecutorService clients = Executors.newFixedThreadPool(2);
        List<Future<Response>> answers = new ArrayList<>();
        try (Blocker blocker = Blocker.holding("select from stack where id = ? for update", stackId)) {
            for (int i = 0; i < 2; i++) {
                answers.add(clients.submit(() -> updates.complete(update, "succeeded")));
            }
            blocker.awaitWaiting(2);
        } finally {
            clients.shutdown();
        }

        done(answers.get(0).get());
        done(answers.get(1).get());
    }

    @Test
    void endsACanceledUpdateAtOnceAndKeepsItsState() {
        Update update = updates.begin("update", false);
        done(updates.checkpoint(update, deployment("one")));

        done(updates.cancel(update.id()));
        done(updates.cancel(update.id()));

        refused(updates.checkpoint(update, deployment("two")), 403, "Forbidden: The Update has been cancelled");
        refused(updates.renew(update, 300), 403, "Forbidden: The Update has been cancelled");
        refused(updates.events(update, "[]"), 403, "Forbidden: The Update has been cancelled");
        refused(updates.complete(update, "failed"), 403, "Forbidden: The Update has been cancelled");
        assertThat(resources()).containsExactly("one");
        done(updates.complete(updates.begin("update", false), "succeeded"));
        refused(
                updates.cancel(updates.get("/updates/latest").path("updateID")),
                409,
                "Conflict: The Update has already completed");
        refused(updates.cancel(updates.created("update", false)), 409, "Conflict: The Update has not started");
    }

    private void runOut(Update update) {
        Database.execute(
                "update stack_update set lease_ends_at = now() - interval '1 second' where id = ?::uuid", update.id());
        Database.execute("update stack set lease_until = now() - interval '1 second' where id = ?", stackId);
    }

    @Test
    void writesNothingAfterTheLeaseHasRunOut() {
        Update sleeping = updates.begin("update", false);
        done(updates.checkpoint(sleeping, deployment("one")));
        runOut(sleeping);
        Update next = updates.begin("update", false);

        refused(updates.checkpoint(sleeping, deployment("late")), 403, "Forbidden: The Update has already timed out");
        refused(updates.complete(sleeping, "succeeded"), 403, "Forbidden: The Update has already timed out");
        assertThat(resources()).containsExactly("one");
        done(updates.checkpoint(next, deployment("one", "two")));
        done(updates.complete(next, "succeeded"));
        assertThat(updates.get("/updates").jsonPath().getList("updates.result")).containsExactly("succeeded", "failed");
    }

    @Test
    void endsAnUpdateWhoseClientIsGoneWithoutASuccessor() {
        Update gone = updates.begin("update", false);
        done(updates.checkpoint(gone, deployment("one")));
        runOut(gone);

        refused(updates.renew(gone, 300), 403, "Forbidden: The Update has already timed out");
        assertThat(Database.value(String.class, "select status from stack_update where id = ?::uuid", gone.id()))
                .isEqualTo("timed-out");
    }

    @Test
    void endsTheLeaseWithTheTokenOfItsCreator() {
        Update update = updates.begin("update", false);
        done(updates.checkpoint(update, deployment("one")));
        Database.execute("update access_token set revoked_at = now() where user_id = ?", ada.id());

        Response answer = updates.checkpoint(update, deployment("two"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.<String>path("message")).contains("is not valid any more");
        assertThat(Database.value(String.class, "select status from stack_update where id = ?::uuid", update.id()))
                .isEqualTo("cancelled");
    }

    @Test
    void endsTheLeaseWithTheRightOfItsCreator() {
        Person bob = Rows.person("Bob Example");
        Rows.grantToUser(stackId, bob.id(), "write");
        StackUpdates his = new StackUpdates(bob.authorization(), stack);
        Update update = his.begin("update", false);
        done(his.checkpoint(update, deployment("one")));
        Database.execute("update stack_grant set permission = 'read' where user_id = ?", bob.id());

        assertThat(his.checkpoint(update, deployment("two")).statusCode()).isEqualTo(403);
        assertThat(resources()).containsExactly("one");
        refused(
                his.create("update", false),
                403,
                "Forbidden: You do not have the permission stack:write on the stack '" + stack
                        + "'. Ask an admin of the stack or of the organization.");
    }

    @Test
    void bindsATokenToItsUpdate() {
        Update update = updates.begin("update", false);
        UUID other = Rows.stack(acme.id(), "website", "other");
        StackUpdates elsewhere = new StackUpdates(ada.authorization(), acme.login() + "/website/other");
        Update there = elsewhere.begin("update", false);

        refused(
                updates.checkpoint(new Update(there.id(), update.token()), deployment("x")),
                403,
                "Forbidden: The token is of another update.");
        assertThat(elsewhere.checkpoint(update, deployment("x")).statusCode()).isEqualTo(403);
        assertThat(Database.count("stack_state where stack_id = ?", other)).isZero();
        assertThat(new StackUpdates("update-token " + there.token(), acme.login() + "/website/other")
                        .export()
                        .statusCode())
                .isEqualTo(401);
        assertThat(updates.checkpoint(new Update(update.id(), "upd-" + "0".repeat(64)), deployment())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void storesOnlyTheHashOfAToken() {
        Update update = updates.begin("update", false);

        assertThat(update.token()).matches("upd-[0-9a-f]{64}");
        assertThat(Database.count(
                        "stack_update where id = ?::uuid and token_hash = sha256(?::bytea)",
                        update.id(),
                        update.token()))
                .isEqualTo(1);
        assertThat(Database.value(String.class, "select u::text from stack_update u where id = ?::uuid", update.id()))
                .doesNotContain(update.token());
    }

    @Test
    void stateThatArrivedEarlierDoesNotReplaceALaterOne() {
        Update update = updates.begin("update", false);
        done(updates.checkpoint(update, deployment("one")));
        // As if a state had arrived after the next one, which a slow replica is still working on.
        Database.execute(
                "update stack_update set written_at = now() + interval '1 minute' where id = ?::uuid", update.id());

        refused(
                updates.checkpoint(update, deployment()),
                409,
                "Conflict: A later checkpoint of the update has been stored already.");
        assertThat(resources()).containsExactly("one");
    }

    @Test
    void storesEachEventOnce() {
        Update update = updates.begin("update", false);
        String batch = "[{\"sequence\":1,\"timestamp\":1,\"stdoutEvent\":{\"message\":\"\\u0000\\ud800\"}},"
                + "{\"sequence\":0,\"timestamp\":1,\"stdoutEvent\":{\"message\":\"a\"}}]";
        done(updates.events(update, batch));
        done(updates.events(update, batch));

        assertThat(Database.count("stack_event where update_id = ?::uuid", update.id()))
                .isEqualTo(2);
        assertThat(updates.events(update, "{}").statusCode()).isEqualTo(400);
        assertThat(updates.events(update, "[{\"sequence\":-1}]").statusCode()).isEqualTo(400);
    }

    /** The limit is 32 MB. */
    @Test
    void dropsEventsBeyondTheLimitAndGoesOn() {
        Update update = updates.begin("update", false);
        Database.execute(
                "update stack_update set event_bytes = 32 * 1024 * 1024 - 100 where id = ?::uuid", update.id());
        String event = "{\"sequence\":%d,\"timestamp\":1,\"stdoutEvent\":{\"message\":\"abcdefgh\"}}";

        done(updates.events(update, "[" + event.formatted(0) + "," + event.formatted(1) + "]"));
        done(updates.events(update, "[" + event.formatted(2) + "]"));

        assertThat(Database.value(
                        String.class,
                        "select string_agg(sequence::text, ',') from stack_event where update_id = ?::uuid",
                        update.id()))
                .isEqualTo("0");
        done(updates.checkpoint(update, deployment("one")));
        assertThat(resources()).containsExactly("one");
    }

    @Test
    void showsOnlyChangesWithNamesOfOperations() {
        Update update = updates.begin("update", false);
        done(
                updates.events(
                        update,
                        "[{\"sequence\":0,\"timestamp\":1,\"summaryEvent\":{\"resourceChanges\":{\"\\u0000\":1,\"create\":2}}}]"));
        done(updates.complete(update, "succeeded"));

        assertThat(updates.get("/updates/latest").jsonPath().getMap("info.resourceChanges"))
                .isEqualTo(Map.of("create", 2));
    }

    @Test
    void refusesToCreateAnUpdateOfAStackThatIsBeingDeleted() throws Exception {
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<Response> answer;
        try (Blocker blocker = Blocker.holding("delete from stack where id = ?", stackId)) {
            answer = client.submit(() -> updates.create("update", false));
            blocker.awaitWaiting(1);
        } finally {
            client.shutdown();
        }

        refused(answer.get(), 404, "Not Found: Stack '" + stack + "' not found");
    }

    @Test
    void replacesTheTagsWhenAnUpdateStarts() {
        Rows.tag(stackId, "old", "value");
        String id = updates.created("update", false);

        updates.start(id, "{\"tags\":{\"new\":\"value\"}}").then().statusCode(200);

        assertThat(Database.value(
                        String.class, "select string_agg(name, ',') from stack_tag where stack_id = ?", stackId))
                .isEqualTo("new");
    }

    @Test
    void showsWhetherAnImportHasEnded() {
        Response imported = updates.importState("{\"version\":3,\"deployment\":" + deployment("one") + "}");

        Response status = updates.get("/update/" + imported.path("updateId"));
        assertThat(status.asString()).isEqualTo("{\"status\":\"succeeded\",\"events\":[]}");
        Update update = updates.begin("update", false);
        assertThat(updates.get("/update/" + update.id()).<String>path("continuationToken"))
                .isNotEmpty();
        assertThat(resources()).containsExactly("one");
        assertThat(updates.get("/updates/latest").<Integer>path("info.version")).isEqualTo(2);
        assertThat(updates.get("/updates/1").<String>path("info.kind")).isEqualTo("import");
    }

    @Test
    void exportsEveryVersion() {
        for (int version = 1; version <= 3; version++) {
            Update update = updates.begin("update", false);
            if (version != 2) {
                done(updates.checkpoint(update, deployment("version-" + version)));
            }
            done(updates.complete(update, version == 2 ? "failed" : "succeeded"));
        }

        assertThat(updates.get("/export/1").asString()).contains("version-1");
        // The second update wrote no state, so the stack kept that of the first one.
        assertThat(updates.get("/export/2").asString()).contains("version-1");
        assertThat(updates.get("/export/3").asString()).contains("version-3");
        assertThat(updates.get("/export/4").statusCode()).isEqualTo(404);
        assertThat(updates.get("/export/x").statusCode()).isEqualTo(404);
    }

    @Test
    void listsALongHistoryInPages() {
        for (int version = 1; version <= 25; version++) {
            done(updates.complete(updates.begin("update", false), "failed"));
        }

        assertThat(versions(""))
                .isEqualTo(IntStream.rangeClosed(1, 25).map(i -> 26 - i).boxed().toList());
        assertThat(versions("?page=0")).hasSize(25);
        assertThat(versions("?page=1")).containsExactly(25, 24, 23, 22, 21, 20, 19, 18, 17, 16);
        assertThat(versions("?page=2&pageSize=12")).containsExactly(13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2);
        assertThat(versions("?page=3&pageSize=12")).containsExactly(1);
        assertThat(versions("?page=4&pageSize=12")).isEmpty();
    }

    private List<Integer> versions(String query) {
        return updates.get("/updates" + query).jsonPath().getList("updates.version");
    }

    @Test
    void exportsAnEmptyStateForAStackWithoutOne() {
        assertThat(updates.export().jsonPath().getList("deployment.resources")).isEmpty();
        assertThat(updates.get("/updates/latest").statusCode()).isEqualTo(404);
    }

    @Test
    void opensNothingToStrangers() {
        StackUpdates stranger = new StackUpdates(Rows.person("Stranger").authorization(), stack);
        Update update = updates.begin("update", false);

        for (Response response : List.of(
                stranger.create("update", false),
                stranger.start(update.id()),
                stranger.cancel(update.id()),
                stranger.export(),
                stranger.importState("{\"version\":3,\"deployment\":{}}"),
                stranger.get("/export/1"),
                stranger.get("/updates"),
                stranger.get("/updates/latest"),
                stranger.get("/updates/1"),
                stranger.get("/update/" + update.id()),
                stranger.post("/encrypt", "{\"plaintext\":\"\"}"),
                stranger.post("/decrypt", "{\"ciphertext\":\"\"}"),
                stranger.postPacked("/batch-encrypt", "{\"plaintexts\":[]}"),
                stranger.postPacked("/batch-decrypt", "{\"ciphertexts\":[]}"),
                stranger.post("/decrypt/log-decryption", "{}"),
                stranger.post("/decrypt/log-batch-decryption", "{}"))) {
            refused(response, 404, "Not Found: Stack '" + stack + "' not found");
        }
    }
}
