package dev.rollcall.checkpoint;

import static dev.rollcall.testing.Rows.unique;
import static dev.rollcall.testing.StackUpdates.deployment;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.Blocker;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import dev.rollcall.testing.StackUpdates.Update;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StatesTest {

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private StackUpdates updates;
    private UUID stackId;

    @Inject
    OldStates oldStates;

    @Inject
    MeterRegistry metrics;

    @BeforeEach
    void createStack() {
        Rows.join(ada.id(), acme.id(), "admin");
        stackId = Rows.stack(acme.id(), "website", "dev");
        updates = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");
    }

    private Response importState(String body) {
        return updates.importState(body);
    }

    @Test
    void keepsEveryByteOfADeployment() {
        String odd = """
                { "resources" : [ {"urn":"a","inputs":{"b":1.10,"a":1e400,"t":"\\u0000\\ud800é"}} , {} ],
                \t"unknown": {"x":[[],{}]} }""";
        String body =
                "{\"isInvalid\":false,\"features\":[\"taint\",\"a\\\"b\"],\"deployment\":" + odd + ",\"version\":4}";
        Update update = updates.begin("update", false);
        Response stored = updates.checkpointBody(update, body);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(204);

        assertThat(updates.export().asString()).isEqualTo(body);
        assertThat(Database.value(Long.class, "select resource_count from stack_state where stack_id = ?", stackId))
                .isEqualTo(2);
    }

    @Test
    void keepsEveryByteOfAnImport() {
        String body = " {\"version\" : 3 ,\"later\":{\"a\":[1]}, \"deployment\": " + deployment("one") + " }  ";
        assertThat(importState(body).statusCode()).isEqualTo(200);
        assertThat(updates.export().asString()).isEqualTo(body);
    }

    @Test
    void storesWhatTheClientHasCompressedAsItIs() {
        String body = "{\"version\":3,\"deployment\":" + deployment("one") + "}";
        assertThat(importState(body).statusCode()).isEqualTo(200);
        assertThat(Database.value(byte[].class, "select content from stack_state where stack_id = ?", stackId))
                .isEqualTo(StackUpdates.gzip(body));
        assertThat(Database.value(byte[].class, "select sha256 from stack_state where stack_id = ?", stackId))
                .isEqualTo(Database.value(byte[].class, "select sha256(?::text::bytea)", body));
    }

    @Test
    void compressesWhatArrivesUncompressedOrWithAHeaderThatNotEverybodyReads() {
        String body = " {\"version\":3,\"deployment\":" + deployment("one") + "} ";
        byte[] plain = body.getBytes(StandardCharsets.UTF_8);
        byte[] gzip = StackUpdates.gzip(body);
        // A checksum of the header (RFC 1952: FHCRC), and a wrong one.
        byte[] odd = new byte[gzip.length + 2];
        System.arraycopy(gzip, 0, odd, 0, 10);
        System.arraycopy(gzip, 10, odd, 12, gzip.length - 10);
        odd[3] = 2;

        for (byte[] bytes : new byte[][] {plain, odd}) {
            given().contentType("application/json")
                    .header("Authorization", ada.authorization())
                    .header("Content-Encoding", bytes == plain ? "identity" : "gzip")
                    .body(bytes)
                    .post("/api/stacks/" + acme.login() + "/website/dev/import")
                    .then()
                    .statusCode(200);
            assertThat(updates.export().asString()).isEqualTo(body);
        }
    }

    @Test
    void refusesWhatIsNoState() {
        for (String body : new String[] {
            "",
            "[]",
            "nonsense",
            "{}",
            "{\"version\":3}",
            "{\"version\":3,\"deployment\":null}",
            "{\"version\":3,\"deployment\":[]}",
            "{\"version\":0,\"deployment\":{}}",
            "{\"version\":5,\"deployment\":{}}",
            "{\"version\":\"3\",\"deployment\":{}}",
            "{\"version\":3,\"deployment\":{\"resources\":{}}}",
            "{\"version\":3,\"deployment\":{}",
            "{\"version\":3,\"deployment\":{}}{}",
            "{\"version\":3,\"deployment\":{},\"deployment\":{}}",
            "{\"version\":3,\"deployment\":{\"resources\":[],\"resources\":[]}}",
            "{\"version\":3,\"deployment\":{\"a\":\"\u0001\"}}",
            "\uFEFF{\"version\":3,\"deployment\":{}}",
            "{\"version\":3,\"features\":{},\"deployment\":{}}"
        }) {
            Response response = importState(body);
            assertThat(response.statusCode())
                    .as(body + " -> " + response.asString())
                    .isEqualTo(400);
        }
        assertThat(Database.count("stack_state where stack_id = ?", stackId)).isZero();
    }

    @Test
    void refusesNamesThatWouldTakeMuchMemoryAndAcceptsOneThatIsRepeated() {
        String name = "n".repeat(10_000);
        StringBuilder different = new StringBuilder("{");
        StringBuilder same = new StringBuilder("[");
        for (int i = 0; i < 1000; i++) {
            different.append(i == 0 ? "\"" : ",\"").append(name).append(i).append("\":1");
            same.append(i == 0 ? "{\"" : ",{\"").append(name).append("\":1}");
        }
        different.append('}');
        same.append(']');
        for (String refused : List.of(
                "{\"version\":3,\"deployment\":{\"resources\":[" + different + "]}}",
                "{\"version\":3,\"deployment\":{\"metadata\":" + different + "}}",
                "{\"version\":3,\"deployment\":{\"secrets_providers\":{\"state\":" + different + "}}}",
                "{\"version\":3,\"other\":" + different + ",\"deployment\":{}}")) {
            Response response = importState(refused);
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
            assertThat(response.<String>path("message")).contains("The names of members are too long");
        }
        String many = IntStream.range(0, 1001).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        assertThat(importState("{\"version\":3,\"deployment\":{" + many + "}}").<String>path("message"))
                .isEqualTo("Bad Request: deployment has more than 1000 members.");
        assertThat(importState("{\"version\":3,\"deployment\":{}," + many + "}").<String>path("message"))
                .isEqualTo("Bad Request: The body has more than 1000 members.");
        assertThat(importState("{\"version\":3,\"deployment\":{\"resources\":" + same + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesSecretsOfAnotherStack() {
        String secret =
                "{\"4dabf18193072939515e22adb298388d\":\"1b47061264138c4ac30d75fd1eb44270\",\"ciphertext\":\"x\"}";
        String state = "{\"version\":3,\"deployment\":{\"secrets_providers\":{\"type\":\"service\",\"state\":{\"url\":"
                + "\"https://example.com\",\"owner\":\"%s\",\"project\":\"website\",\"stack\":\"%s\"}},"
                + "\"resources\":[{\"urn\":\"a\",\"inputs\":{\"deep\":[{\"x\":%s}]}}]}}";

        Response refused = importState(state.formatted(acme.login(), "other", secret));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.<String>path("message"))
                .isEqualTo("Bad Request: cannot import deployment with encrypted secrets from a different stack");
        assertThat(importState(state.formatted(acme.login(), "other", "{}")).statusCode())
                .isEqualTo(200);
        // A stack of the same name on another server, or one that was deleted.
        assertThat(importState(state.formatted(acme.login(), "dev", secret)).statusCode())
                .isEqualTo(400);
        String own = updates.post("/encrypt", "{\"plaintext\":\"aaaa\"}").path("ciphertext");
        assertThat(importState(state.formatted(acme.login(), "dev", secret)).statusCode())
                .isEqualTo(400);
        assertThat(importState(state.formatted(acme.login(), "dev", secret.replace("\"x\"", "\"" + own + "\"")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(importState(state.formatted(acme.login(), "dev", secret.replace("cipher", "plain")))
                        .statusCode())
                .isEqualTo(200);
        given().contentType("application/json")
                .header("Authorization", ada.authorization())
                .body("{\"stackName\":\"new\",\"state\":" + state.formatted(acme.login(), "new", secret) + "}")
                .post("/api/stacks/" + acme.login() + "/website")
                .then()
                .statusCode(400);
    }

    @Test
    void storesStatesThatDoNotFitIntoMemory() {
        String body = largeState();

        assertThat(importState(body).statusCode()).isEqualTo(200);
        assertThat(Database.value(Integer.class, "select length(content) from stack_state where stack_id = ?", stackId))
                .isGreaterThan(2 * 1024 * 1024);
        assertThat(updates.export().asString()).isEqualTo(body);
        // Without compression, as curl asks.
        assertThat(given().config(RestAssured.config()
                                .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                        .header("Authorization", ada.authorization())
                        .get("/api/stacks/" + acme.login() + "/website/dev/export")
                        .asString())
                .isEqualTo(body);
    }

    /** A state of more than 2 MB, compressed or not. */
    private static String largeState() {
        Random random = new Random(1);
        StringBuilder large = new StringBuilder("{\"version\":3,\"deployment\":{\"resources\":[");
        for (int i = 0; i < 4000; i++) {
            byte[] bytes = new byte[600];
            random.nextBytes(bytes);
            large.append(i == 0 ? "" : ",")
                    .append("{\"urn\":\"")
                    .append(Base64.getEncoder().encodeToString(bytes))
                    .append("\"}");
        }
        return large.append("]}}").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void givesTheRoomOfAnExportBackIfItsClientHasGone(String encoding) throws Exception {
        assertThat(importState(largeState()).statusCode()).isEqualTo(200);
        try (Blocker blocker = Blocker.holding("lock table stack_state in access exclusive mode")) {
            try (Socket client = new Socket("localhost", RestAssured.port)) {
                String head = "GET /api/stacks/" + acme.login() + "/website/dev/export HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: " + ada.authorization() + "\r\nAccept-Encoding: " + encoding + "\r\n\r\n";
                client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                blocker.awaitWaiting(1);
            }
            // Meanwhile the service notices that the connection is closed.
            for (int i = 0; i < 20; i++) {
                updates.get("/updates").then().statusCode(200);
            }
        }
        Gauge used = metrics.get("rollcall.spool.used").gauge();

        Await.until(() -> Database.count("pg_stat_activity where datname = current_database() and state <> 'idle'"
                                + " and pid <> pg_backend_pid()")
                        == 0
                && used.value() == 0);

        assertThat(used.value()).isZero();
    }

    @Test
    void saysThatJsonIsBeyondALimit() {
        String deep = "[".repeat(1001) + "]".repeat(1001);
        String number = "1".repeat(1001);
        for (String value : new String[] {deep, number}) {
            assertThat(importState("{\"version\":3,\"deployment\":{\"resources\":[{\"inputs\":" + value + "}]}}")
                            .<String>path("message"))
                    .startsWith("Bad Request: The body is beyond a limit of JSON: it may have 1,000 levels");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void takesAClientThatLeavesDuringItsExportForNoFault(String encoding) throws Exception {
        assertThat(importState(largeState()).statusCode()).isEqualTo(200);
        Gauge used = metrics.get("rollcall.spool.used").gauge();
        try (LogLines errors = LogLines.errors()) {
            for (int i = 0; i < 10; i++) {
                try (Socket client = new Socket("localhost", RestAssured.port)) {
                    String head = "GET /api/stacks/" + acme.login()
                            + "/website/dev/export HTTP/1.1\r\nHost: localhost\r\n" + "Authorization: "
                            + ada.authorization() + "\r\nAccept-Encoding: " + encoding + "\r\n\r\n";
                    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    assertThat(client.getInputStream().readNBytes(1000 * i)).hasSize(1000 * i);
                    if (i % 2 == 0) {
                        client.setSoLinger(true, 0);
                    }
                }
            }
            Await.until(() -> used.value() == 0);

            assertThat(errors.lines()).isEmpty();
            assertThat(metrics.find("http.server.requests")
                            .tag("outcome", "SERVER_ERROR")
                            .timers())
                    .extracting(timer -> timer.getId().getTags().toString())
                    .noneMatch(tags -> tags.contains("/export") && tags.contains("status=500"));
        }
    }

    @Test
    void refusesDamagedAndDoubleGzip() {
        byte[] good = StackUpdates.gzip("{\"version\":3,\"deployment\":{}}");
        byte[] damaged = good.clone();
        damaged[damaged.length - 6] ^= 1;
        byte[] twice = Arrays.copyOf(good, 2 * good.length);
        System.arraycopy(good, 0, twice, good.length, good.length);
        for (byte[] bytes : new byte[][] {damaged, twice, Arrays.copyOf(good, good.length - 1)}) {
            Response response = given().contentType("application/json")
                    .header("Authorization", ada.authorization())
                    .header("Content-Encoding", "gzip")
                    .body(bytes)
                    .post("/api/stacks/" + acme.login() + "/website/dev/import");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.<String>path("message"))
                    .isEqualTo("Bad Request: Content-Encoding says gzip, but the body is not valid gzip.");
        }
    }

    @Test
    void refusesBodiesThatAreTooLargeAfterDecompression() {
        Update update = updates.begin("update", false);
        // Little as gzip. The limits are those of the tests: 64 MB for states, 8 times 2 MB for batches.
        String state = "{" + " ".repeat(64 * 1024 * 1024) + "}";
        String batch = " ".repeat(16 * 1024 * 1024);

        for (Response response : List.of(
                importState("{\"version\":3,\"deployment\":" + state + "}"),
                updates.checkpoint(update, state),
                updates.events(update, "[" + batch + "]"),
                updates.postPacked("/batch-encrypt", "{" + batch),
                updates.postPacked("/batch-decrypt", "{" + batch))) {
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(413);
        }
        assertThat(Database.count("stack_state where stack_id = ?", stackId)).isZero();
    }

    @Test
    void refusesBodiesThatAreTooLargeBeforeTheyArrive() throws IOException {
        String stack = "/api/stacks/" + acme.login() + "/website/dev";
        Update update = updates.begin("update", false);
        String lease = "update-token " + update.token();
        int states = 64 * 1024 * 1024;
        int others = 2 * 1024 * 1024;

        assertThat(answerTo("POST", stack + "/import", ada.authorization(), states))
                .isEqualTo("HTTP/1.1 413");
        assertThat(answerTo("PATCH", stack + "/update/" + update.id() + "/checkpoint", lease, states))
                .isEqualTo("HTTP/1.1 413");
        assertThat(answerTo("POST", stack + "/update/" + update.id() + "/events/batch", lease, others))
                .isEqualTo("HTTP/1.1 413");
        for (String path : List.of("/update", "/encrypt", "/decrypt", "/batch-encrypt", "/batch-decrypt")) {
            assertThat(answerTo("POST", stack + path, ada.authorization(), others))
                    .as(path)
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    /** The answer to the head of a request that announces a body of one byte more. */
    private static String answerTo(String method, String path, String authorization, int limit) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + (limit + 1) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
            return new String(answer, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void prunesOldStatesAndNeverTheNewestOrOneThatAnUpdateStartedFrom() {
        for (int version = 1; version <= 5; version++) {
            assertThat(importState("{\"version\":3,\"deployment\":" + deployment("version-" + version) + "}")
                            .statusCode())
                    .isEqualTo(200);
        }
        Database.execute(
                "update stack_state set written_at = now() - (100 - version) * interval '1 day' where stack_id = ?",
                stackId);

        oldStates.delete(Duration.ofDays(50), 4);
        assertThat(versions()).isEqualTo("2,3,4,5");
        Update running = updates.begin("update", false);
        updates.checkpoint(running, deployment("version-6"));
        oldStates.delete(Duration.ofDays(50), 1);
        assertThat(versions()).isEqualTo("5,6");
        updates.complete(running, "succeeded");
        oldStates.delete(Duration.ofDays(50), 1);
        assertThat(versions()).isEqualTo("6");
        assertThat(updates.get("/export/3").statusCode()).isEqualTo(404);
        assertThat(updates.export().asString()).contains("version-6");
    }

    private String versions() {
        return Database.value(
                String.class,
                "select string_agg(version::text, ',' order by version) from stack_state where stack_id = ?",
                stackId);
    }
}
