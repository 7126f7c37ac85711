package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.testing.FreshDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log of the packaged service is JSON, has the request id that the client saw, and contains no secrets. */
@Tag("once")
class LogsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final String UNKNOWN = "pul-ffffffffffffffffffffffffffffffffffffffff";
    private static final String MAIL = "ada@example.com";
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    private final FreshDatabase database = new FreshDatabase();
    private ServiceProcess service;

    @BeforeEach
    void start() throws InterruptedException {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
        service = ServiceProcess.start(settings).awaitListening();
    }

    @AfterEach
    void stop() {
        service.close();
        database.close();
    }

    @Test
    void neverContainSecretsOrAddressesAndAreJsonWithTheIdOfTheRequest() throws Exception {
        database.execute("update app_user set email = ?", MAIL);
        assertThat(service.get("/api/user", TOKEN).body()).contains(MAIL);
        assertThat(service.get("/api/user", UNKNOWN).statusCode()).isEqualTo(401);
        assertThat(service.get("/api/user?access_token=" + UNKNOWN + "&email=" + MAIL, TOKEN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(service.call("/api/user", "Bearer " + JWT).statusCode()).isEqualTo(401);
        assertThat(service.call("/api/user", "Basic " + UNKNOWN).statusCode()).isEqualTo(401);
        assertThat(service.call("/api/user/tokens/" + MAIL, "token " + TOKEN).statusCode())
                .isEqualTo(405);
        service.get("/signin/github/callback?code=" + UNKNOWN + "&state=" + MAIL, TOKEN);
        assertThat(service.post("/api/user/organizations/" + MAIL + "/default", TOKEN, "{}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.post("/api/user/tokens", TOKEN, "{\"description\": " + MAIL + UNKNOWN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(ServiceProcess.send(service.request("/signout")
                                .header("Cookie", "rollcall_session=" + "s".repeat(43))
                                .POST(BodyPublishers.ofString("csrf=" + UNKNOWN)))
                        .statusCode())
                .isIn(303, 403);

        // The database refuses a row. Its error details would quote the row.
        database.execute("alter table access_token add constraint refused check (description not like '%@%')");
        HttpResponse<String> failed =
                service.post("/api/user/tokens", TOKEN, "{\"description\":\"" + MAIL + "\",\"expires\":0}");
        assertThat(failed.statusCode()).isEqualTo(500);

        // A statement fails because its table is gone.
        database.execute("alter table access_token rename to gone");
        HttpResponse<String> broken = service.get("/api/user?code=" + UNKNOWN, TOKEN);
        assertThat(broken.statusCode()).isEqualTo(500);

        service.terminate();
        service.awaitExit();
        List<JsonNode> lines = service.output().lines().map(LogsIT::parse).toList();
        assertThat(of(lines, failed)).anySatisfy(line -> {
            assertThat(line.get("level").asText()).isEqualTo("ERROR");
            assertThat(line.get("message").asText()).contains("POST TokenResource.create failed");
            assertThat(line.has("exception")).isTrue();
        });
        assertThat(of(lines, broken)).isNotEmpty();
        // Every line from a thread that handles requests names its request.
        assertThat(lines.stream().filter(line -> line.get("threadName").asText().startsWith("executor-thread")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.get("mdc").path("requestId").asText()).isNotEmpty());
        assertThat(service.output())
                .doesNotContain(TOKEN)
                .doesNotContain(UNKNOWN)
                .doesNotContain("ffffffff")
                .doesNotContain("0123456789abcdef")
                .doesNotContain(JWT)
                .doesNotContain("ssssssss")
                .doesNotContain("ada@")
                .doesNotContain("ada%40");
    }

    @Test
    void neverContainTheAddressOfARequestThatIsMalformed() throws Exception {
        String secret = "s3cr3t-in-the-address";
        // A line ends at |.
        for (String request : List.of(
                // A chunk without a size.
                "POST /api/nothing/SECRET?code=SECRET HTTP/1.1|Host: a|Transfer-Encoding: chunked||xyz|",
                "POST /signout?code=SECRET HTTP/1.1|Host: a|Transfer-Encoding: chunked|"
                        + "Content-Type: application/x-www-form-urlencoded||xyz|",
                "POST /signout?code=SECRET HTTP/1.1|Host: a|Content-Length: 26|"
                        + "Content-Type: application/x-www-form-urlencoded||csrf=%zz%SECRET",
                "GET /signin/%zz/SECRET?code=%zz%SECRET HTTP/1.1|Host: a||",
                "GET /%00SECRET?%SECRET HTTP/1.1|Host: a||",
                "GET /api/user?SECRET HTTP/1.1||",
                "GET /SECRET bad HTTP/1.1|Host: a||",
                "GET http://SECRET:99999999/SECRET HTTP/1.1|Host: SECRET:x||",
                "GET /" + "SECRET".repeat(2000) + " HTTP/1.1|Host: a||",
                "BREW /SECRET HTTP/9.9|Host: a||")) {
            try (Socket socket = new Socket("localhost", service.port())) {
                socket.setSoTimeout(1000);
                socket.getOutputStream()
                        .write(request.replace("SECRET", secret)
                                .replace("|", "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                socket.getInputStream().readAllBytes();
            } catch (SocketTimeoutException | SocketException closedOrSilent) {
                // Whatever the answer is, this test reads the log.
            }
        }
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);

        service.terminate();
        service.awaitExit();
        assertThat(service.output()).doesNotContain("s3cr3t");
    }

    private static List<JsonNode> of(List<JsonNode> lines, HttpResponse<String> response) {
        String id = response.headers().firstValue("X-Pulumi-Request-ID").orElseThrow();
        return lines.stream()
                .filter(line -> line.get("mdc").path("requestId").asText().equals(id))
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(line, new IOException(notJson));
        }
    }
}
