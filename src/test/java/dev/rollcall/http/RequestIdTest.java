package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every response has an id that the log has too, whatever code answers and whatever is wrong with the request. */
@QuarkusTest
class RequestIdTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | GET /api/user                                    | Authorization: token TOKEN",
                "200 | GET /api/capabilities                            | X: y",
                "200 | HEAD /api/user                                   | Authorization: token TOKEN",
                "204 | OPTIONS /api/user                                | X: y",
                "404 | OPTIONS /api/nothing                             | X: y",
                "200 | GET /                                            | X: y",
                "404 | GET /api/nothing/at/all                          | X: y",
                "404 | GET /api                                         | X: y",
                "404 | GET /api/nothing                                 | X: y",
                "404 | GET /favicon.ico                                 | X: y",
                "400 | GET /../../etc/passwd                            | X: y",
                "404 | GET /q/health                                    | X: y",
                "401 | GET /api/user                                    | X: y",
                "401 | GET /api/user                                    | Authorization: token garbage",
                "401 | GET /api/user                                    | Authorization: Bearer a.b.c",
                "401 | GET /api/user                                    | Authorization: Basic Zm9vOmJhcg==",
                "403 | PUT /api/admin/users/nobody/mfa                  | Authorization: token TOKEN",
                "405 | PATCH /api/user                                  | X: y",
                "501 | BREW /api/user                                   | X: y",
                "415 | POST /api/user/tokens                            | Authorization: token TOKEN",
                "413 | POST /api/user/tokens                            | Content-Length: 99999999",
                "413 | POST /signout                                    | Content-Length: 99999999",
                "200 | GET /signin                                      | X: y",
                "404 | GET /signin/nothing                              | X: y",
                "303 | GET /account                                     | X: y",
                "200 | GET /pages.css                                   | X: y",
                "200 | GET /avatars/00000000-0000-0000-0000-000000000000.svg | X: y",
                "404 | GET /avatars/nobody.svg                          | X: y",
                "404 | GET nothing                                      | X: y",
                "404 | GET *                                            | X: y",
                "404 | OPTIONS *                                        | X: y",
                "200 | GET http://localhost                             | X: y",
                "401 | GET /api/user                                    | Host: two:hosts:99999999",
            })
    void isOnEveryAnswer(int status, String request, String header) throws IOException {
        String token = Rows.person("Ada Example").token();

        List<String> answer = raw(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + header.replace("TOKEN", token) + "\r\n\r\n");

        assertThat(answer.get(0)).startsWith("HTTP/1.1 " + status + " ");
        assertThat(ids(answer)).hasSize(1).allSatisfy(UUID::fromString);
    }

    @Test
    void isOnAnAnswerToARequestThatNamesNoHost() throws IOException {
        assertThat(ids(raw("GET /api/user HTTP/1.1\r\nConnection: close\r\n\r\n")))
                .hasSize(1);
        assertThat(ids(raw("GET /api/user HTTP/1.0\r\n\r\n"))).hasSize(1);
    }

    private static List<String> ids(List<String> answer) {
        return answer.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-pulumi-request-id: "))
                .map(line -> line.substring("x-pulumi-request-id: ".length()))
                .toList();
    }

    /** Sends raw bytes and returns the status line and the headers of the response. */
    private static List<String> raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> lines = new ArrayList<>();
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                lines.add(line);
            }
            return lines;
        }
    }
}
