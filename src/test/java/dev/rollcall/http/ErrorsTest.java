package dev.rollcall.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ErrorsTest {

    /** The default of rollcall.limits.bodies.size. */
    private static final int LIMIT = 64 * 1024;

    private static final String NO_OPERATION =
            "Not Found: This server does not have this operation. Its API description"
                    + " lists what it has: /api/openapi/pulumi-spec.json";

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/favicon.ico"})
    void answersAnUnknownPathWithTheEnvelope(String path) {
        assertEnvelope(given().get(path), 404, "Not Found: This path does not exist. Check the URL.");
        assertEnvelope(caller().get(path), 404, "Not Found: This path does not exist. Check the URL.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/",
                "/api/nothing",
                // The path of the page of a stack has three segments, too.
                "/api/preview/insights",
                "/api/user/nothing",
                "/api/user/organizations",
                "/api/orgs/acme/policypacks",
                "/api/stacks/acme/website/dev/drift/runs"
            })
    void saysThatAnOperationOfPulumiCloudIsNotHere(String path) {
        assertMissing(path, NO_OPERATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/esc",
                "/api/esc/environments",
                "/api/esc/environments/acme/yaml/open",
                "/api/preview/environments/acme"
            })
    void saysThatThereAreNoEnvironments(String path) {
        assertMissing(
                path,
                "Not Found: This server has no environments (ESC), so stacks cannot use any. Remove the section"
                        + " 'environment' from their configuration files.");
    }

    private static void assertMissing(String path, String message) {
        for (String accept : List.of("application/json", "text/html", "*/*")) {
            assertEnvelope(given().header("Accept", accept).get(path), 404, message);
            assertEnvelope(caller().header("Accept", accept).get(path), 404, message);
        }
        for (String type : List.of("application/json", "application/x-www-form-urlencoded", "text/plain")) {
            assertEnvelope(caller().contentType(type).body("{}").post(path), 404, message);
        }
        assertEnvelope(caller().delete(path), 404, message);
        assertEnvelope(given().options(path), 404, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/user | GET, HEAD, OPTIONS",
                "/api/user/ | GET, HEAD, OPTIONS",
                "/api/user/organizations/default | GET, HEAD, OPTIONS",
                "/api/user/organizations/acme/default | OPTIONS, POST",
                "/api/user/tokens | GET, HEAD, OPTIONS, POST",
                "/api/user/tokens/4711 | DELETE, OPTIONS",
                "/api/user/pending-emails | DELETE, GET, HEAD, OPTIONS",
                // The kind of an update is a parameter, but only its kinds match it.
                "/api/stacks/acme/website/dev/export | GET, HEAD, OPTIONS",
                "/api/stacks/acme/website/dev/refresh | OPTIONS, POST",
                "/api/stacks/acme/website/dev/refresh/4711 | GET, HEAD, OPTIONS, POST",
                "/api/stacks/acme/website/dev/updates/latest | GET, HEAD, OPTIONS"
            })
    void saysWhichMethodsAPathTakes(String path, String methods) {
        given().request("PATCH", path).then().statusCode(405).header("Allow", methods);
        given().options(path).then().statusCode(204).header("Allow", methods);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/user",
        "POST, /api/user",
        "DELETE, /api/user/organizations/default",
        "GET, /api/user/organizations/acme/default",
        "POST, /api/capabilities",
        "PATCH, /api/cli/version",
        "PROPFIND, /api/user",
        "QUERY, /api/user",
        "TRACE, /api/user"
    })
    void answersAWrongMethodWithTheEnvelope(String method, String path) {
        assertEnvelope(
                given().request(method, path), 405, "Method Not Allowed: This path does not support this HTTP method.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.pulumi+9",
                "application/vnd.pulumi+8",
                "application/json",
                "text/html",
                "image/png;q=0",
                "*/*",
                "garbage",
                ";;;,,,/",
                "application/json;q=abc"
            })
    void answersWithJsonWhateverIsAccepted(String accept) {
        Response response = caller().header("Accept", accept).get("/api/user");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("application/json");
        assertEnvelope(given().header("Accept", accept).get("/api/nothing"), 404, NO_OPERATION);
    }

    @Test
    void answersTheTwoAcceptHeadersOfPulumiApi() {
        Response response = caller().header("Accept", "application/json", "application/vnd.pulumi+9")
                .get("/api/user");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void takesACompressedBody() throws IOException {
        assertThat(post(gzip("{}".getBytes(StandardCharsets.UTF_8)), "gzip").statusCode())
                .isEqualTo(204);
        assertThat(post(gzip("{}".getBytes(StandardCharsets.UTF_8)), "X-GZIP").statusCode())
                .isEqualTo(204);
    }

    @Test
    void takesABodyOfExactlyTheLimitAndRefusesOneByteMore() throws IOException {
        assertThat(post(new byte[LIMIT], "identity").statusCode()).isEqualTo(204);
        assertTooLarge(post(new byte[LIMIT + 1], "identity"));
        assertThat(post(gzip(new byte[LIMIT]), "gzip").statusCode()).isEqualTo(204);
        assertTooLarge(post(gzip(new byte[LIMIT + 1]), "gzip"));
    }

    @Test
    void refusesABodyThatIsTooLargeBeforeItIsUnpacked() throws IOException {
        byte[] incompressible = new byte[LIMIT + 100];
        new Random(1).nextBytes(incompressible);

        assertTooLarge(post(gzip(incompressible), "gzip"));
    }

    @Test
    void refusesABodyInChunksAsSoonAsItIsTooLarge() throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port
                                        + "/api/user/organizations/acme/default"))
                                .header(
                                        "Authorization",
                                        Rows.person("Ada Example").authorization())
                                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1])))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("\"code\":413");
    }

    @Test
    void refusesABodyThatIsNotTheGzipItClaimsToBe() {
        assertEnvelope(
                post("certainly no gzip".getBytes(StandardCharsets.UTF_8), "gzip"),
                400,
                "Bad Request: Content-Encoding says gzip, but the body is not valid gzip.");
    }

    @Test
    void refusesATruncatedGzip() throws IOException {
        byte[] whole = gzip(new byte[1000]);

        assertEnvelope(
                post(Arrays.copyOf(whole, whole.length - 9), "gzip"),
                400,
                "Bad Request: Content-Encoding says gzip, but the body is not valid gzip.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "garbage"})
    void refusesAnyOtherCompression(String encoding) {
        assertEnvelope(
                post(new byte[] {1, 2, 3}, encoding),
                415,
                "Unsupported Media Type: The server decompresses only gzip. Use gzip, or send the body uncompressed.");
    }

    /** The JDK's stream recurses once for each of them. */
    @Test
    void refusesMoreThanOneGzipMember() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        byte[] empty = gzip(new byte[0]);
        for (int i = 0; i < 2000; i++) {
            members.writeBytes(empty);
        }

        assertEnvelope(
                post(members.toByteArray(), "gzip"),
                400,
                "Bad Request: Content-Encoding says gzip, but the body is not valid gzip.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /api/nothing | 404",
                "POST /api/user/tokens | 401",
                "POST /api/user/tokens ~ Authorization: token pul-0000000000000000000000000000000000000000 | 401",
                "POST /api/user/tokens ~ Authorization: Bearer nonsense | 401",
                "PUT /api/user | 405",
                "POST /api/user/tokens ~ Content-Type: multipart/form-data; boundary=x | 415",
                "POST /api/user/tokens ~ Content-Encoding: br | 415",
                "POST /signout ~ Content-Type: multipart/form-data; boundary=x | 415",
                "POST /signin/github ~ Content-Type: text/plain | 415"
            })
    void answersStrangersWithoutWaitingForTheirBody(String head, int status) throws IOException {
        String[] lines = head.split(" ~ ", 2);
        String answer = raw(lines[0] + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
                + (lines.length == 2 ? lines[1] + "\r\n" : "") + "\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void refusesABodyThatDoesNotArriveInTime() throws IOException {
        String head = "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nAuthorization: "
                + Rows.person("Ada Example").authorization() + "\r\n\r\n{";

        assertThat(raw(head)).startsWith("HTTP/1.1 408 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | POST /api/nothing",
                "405 | PUT /api/user",
                "401 | POST /api/user/tokens",
                "408 | POST /signout",
                "415 | POST /signout ~Content-Encoding: br",
                "400 | POST //signout",
                "501 | INVENT /signout"
            })
    void closesTheConnectionOfWhatItRefuses(int status, String head) throws IOException {
        String[] lines = head.split(" ~", 2);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            // Less than the time that the server waits for the rest of the body.
            socket.setSoTimeout(4_000);
            socket.getOutputStream()
                    .write((lines[0] + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                                    + (lines.length == 2 ? lines[1] + "\r\n" : "")
                                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nc")
                            .getBytes(StandardCharsets.ISO_8859_1));

            String begin = new String(socket.getInputStream().readNBytes(13), StandardCharsets.ISO_8859_1);
            assertThat(begin).isEqualTo("HTTP/1.1 " + status + " ");
            socket.getOutputStream().write(new byte[99]);
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(rest.toLowerCase(Locale.ROOT)).contains("\r\nconnection: close\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/nothing", "POST /signout", "POST //signout", "INVENT /signout"})
    void answersClientsThatSendAllOfABodyBeforeTheyRead(String request) throws IOException {
        int length = 20_000_000;
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write((request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[length]);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).matches("(?s)HTTP/1.1 (400|404|413|501) .*");
        }
    }

    @Test
    void takesTheBodiesOfAnAddressThatItsShareAllows() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Socket socket = new Socket("localhost", RestAssured.port);
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /signout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nc")
                            .getBytes(StandardCharsets.ISO_8859_1));
            sockets.add(socket);
        }
        List<String> answers = new ArrayList<>();
        for (Socket socket : sockets) {
            try (socket) {
                answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }

        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 408 "))
                .hasSize(32);
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 429 "))
                .hasSize(8)
                .allMatch(answer -> answer.toLowerCase(Locale.ROOT).contains("\r\nretry-after: 1\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/x-www-form-urlencoded", "application/vnd.pulumi+json"})
    void takesJsonWhateverItIsCalled(String type) throws IOException {
        String body = "{\"description\":\"named\",\"expires\":0}";
        String head = "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\nAuthorization: "
                + Rows.person("Ada Example").authorization()
                + (type.isEmpty() ? "" : "\r\nContent-Type: " + type) + "\r\n\r\n" + body;

        assertThat(raw(head)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrf=%zz%", "csrf=%", "csrf=%e", "a=b&c=%ff%f"})
    void refusesAMalformedForm(String form) {
        assertThat(given().contentType("application/x-www-form-urlencoded")
                        .body(form)
                        .post("/signin/github")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesALongFormAndAsksForItsSecret() {
        assertThat(given().contentType("application/x-www-form-urlencoded")
                        .body("csrf=" + "%41".repeat(2000))
                        .post("/signin/github")
                        .statusCode())
                .isIn(403, 404);
    }

    @Test
    void refusesAFormOfManyFields() {
        assertThat(given().contentType("application/x-www-form-urlencoded")
                        .body("a=b&".repeat(5000))
                        .post("/signin/github")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/user",
                "/api//user",
                "/api;x/user",
                "/api/user;x=y",
                "/api/./user",
                "/api/../api/user",
                "/api/%2e%2e/api/user",
                "/api/%75ser",
                "/%61pi/user",
                "/api%2Fuser",
                "/api/user/organizations/..%2F../default",
                "/%63li-login",
                "/cli%2dlogin",
                "/%76elcome/cli",
                "/%71/openapi",
                "/pages%2Ecss",
                "/account/%69dentities",
                "/account/sessions/%65nd",
                "/invites/%30/accept",
                "/signin/%67ithub",
                "//user/settings/tokens",
                "/user;x/settings/tokens"
            })
    void refusesAPathInAnotherSpelling(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "%61cme", "a%63me", "%61%63%6D%65", "caf%C3%A9", "a+b", "a%2Bb", "a%20b"})
    void takesAParameterInEverySpelling(String organization) throws IOException {
        assertThat(raw("POST /api/user/organizations/" + organization + "/default HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\nAuthorization: "
                        + Rows.person("Ada Example").authorization() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVENTED /api/user", "INVENTED /signin", "get /api/user"})
    void answersAMethodThatDoesNotExist(String request) throws IOException {
        assertThat(raw(request + " HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 501 ");
    }

    @Test
    void givesEveryAnswerAnIdOfItsOwn() {
        String first = caller().get("/api/user").header("X-Pulumi-Request-ID");
        String second = given().get("/api/nothing").header("X-Pulumi-Request-ID");

        assertThat(UUID.fromString(first)).isNotEqualTo(UUID.fromString(second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/user?%zz HTTP/1.1",
                "GET /api/%zz HTTP/1.1",
                "GET /api/user/\u0001 HTTP/1.1",
                "GET http://[::1 HTTP/1.1",
                "\u0000\u0000",
                "POST /api/user/organizations/acme/default HTTP/1.1\r\nContent-Length: -1",
                "POST /api/user/organizations/acme/default HTTP/1.1\r\nContent-Length: 99999999999999999999"
            })
    void neverAnswersWhatIsHardlyHttpWithAServerError(String head) throws IOException {
        String status = raw(head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(status).matches("(HTTP/1\\.[01] [24]\\d\\d .*)?");
    }

    @Test
    void refusesAnAddressThatIsTooLong() throws IOException {
        assertThat(raw("GET /api/user?x=" + "a".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .contains(" 414 ");
    }

    @Test
    void refusesHeadersThatAreTooLong() throws IOException {
        // Just above the limit of 20 KiB. With much more, the client would still send when the server closes the
        // connection, and would get a reset instead of the response.
        assertThat(raw("GET /api/user HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20 * 1024) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    private static Response post(byte[] body, String encoding) {
        Rows.Person person = Rows.person("Ada Example");
        return given().header("Authorization", person.authorization())
                .header("Content-Encoding", encoding)
                .contentType("application/json")
                .body(body)
                .post("/api/user/organizations/{org}/default", person.login());
    }

    private static RequestSpecification caller() {
        return given().header("Authorization", Rows.person("Ada Example").authorization());
    }

    private static void assertTooLarge(Response response) {
        assertEnvelope(response, 413, "Request Entity Too Large: The body is too large. The limit is 65536 bytes.");
    }

    private static void assertEnvelope(Response response, int status, String message) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.asString()).isEqualTo("{\"code\":" + status + ",\"message\":\"" + message + "\"}");
        assertThat(response.contentType()).isEqualTo("application/json");
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        return packed.toByteArray();
    }

    /** Sends raw bytes and returns the status line. It is empty if the server closes the connection. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = socket.getInputStream().readNBytes(60);
            return new String(answer, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
