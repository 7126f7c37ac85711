package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the metrics at /q/metrics, and that docs/operations.md explains them. */
@QuarkusTest
class MetricsTest {

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private String metrics() {
        return given().get(management.resolve("/q/metrics")).asString();
    }

    @Test
    void countsRequestsByRoutesThatNobodyCanInvent() throws IOException {
        Rows.Person ada = Rows.person("Ada Example");
        given().header("Authorization", ada.authorization()).get("/api/user");
        String invented = UUID.randomUUID().toString();
        for (String path : List.of("/", "/api/", "/api/user/tokens/", "/signin/", "/api/%zz")) {
            send("GET " + path + invented);
            send("BREW " + path + invented);
            send("POST " + path + invented + " HTTP/1.1\r\nContent-Length: 99999999\r\nX: ");
        }

        assertThat(metrics())
                .doesNotContain(invented)
                .contains("uri=\"/other\"")
                .containsPattern("http_server_requests_seconds_bucket\\{.*uri=\"/api/user\",le=\"0\\.005\"} ");
    }

    @Test
    void countsWhatIsRefusedByItsRoute() {
        String person = Rows.person("Ada Example").authorization();
        given().header("Authorization", "token pul-" + "e".repeat(40)).get("/api/user");
        given().header("Authorization", person).post("/api/admin/users/nobody/suspend");
        given().header("Authorization", person)
                .contentType("text/plain")
                .body("?")
                .post("/api/user/tokens");

        assertThat(metrics())
                .containsPattern("http_server_requests_seconds_count\\{.*status=\"401\",uri=\"/api/user\"} ")
                .containsPattern("_count\\{.*status=\"403\",uri=\"/api/admin/users/\\{login}/suspend\"} ")
                .containsPattern("_count\\{.*status=\"415\",uri=\"/api/user/tokens\"} ");
    }

    @Test
    void countsCredentialsByWhatBecameOfThem() {
        String accepted = "rollcall_authentications_total{credential=\"token\",outcome=\"accepted\"}";
        String refused = "rollcall_authentications_total{credential=\"token\",outcome=\"refused\"}";
        String malformed = "rollcall_authentications_total{credential=\"token\",outcome=\"malformed\"}";
        double acceptedBefore = value(accepted);
        double refusedBefore = value(refused);
        double malformedBefore = value(malformed);

        given().header("Authorization", Rows.person("Ada Example").authorization())
                .get("/api/user");
        given().header("Authorization", "token pul-" + "f".repeat(40)).get("/api/user");
        given().header("Authorization", "token garbage").get("/api/user");

        assertThat(value(accepted)).isEqualTo(acceptedBefore + 1);
        assertThat(value(refused)).isEqualTo(refusedBefore + 1);
        assertThat(value(malformed)).isEqualTo(malformedBefore + 1);
    }

    @Test
    void forgetsNoRequestThatHasEnded() {
        for (String path : List.of("/", "/api/nothing", "/api/capabilities", "/api/user", "/pages.css", "/signin")) {
            given().get(path);
            given().options(path);
            given().request("BREW", path);
        }
        // The last response can arrive before the gauge changes.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (value("rollcall_requests_in_flight") > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(value("rollcall_requests_in_flight")).isZero();
    }

    @Test
    void hasWhatTheDocumentSaysAndNothingOfOursThatItDoesNotSay() throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        String metrics = metrics();
        Set<String> ours = names("^(rollcall_\\w+)", metrics);

        assertThat(ours).isNotEmpty().allSatisfy(name -> assertThat(document).contains("`" + name));
        assertThat(names("^\\| `((?:agroal|hibernate|http|jvm|process)_\\w+)", document))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(metrics).contains(name));
        assertThat(metrics).contains("agroal_awaiting_count", "agroal_available_count");
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private double value(String metric) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void send(String request) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isNotNegative();
        }
    }
}
