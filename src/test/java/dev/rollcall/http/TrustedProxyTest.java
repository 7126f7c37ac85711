package dev.rollcall.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a trusted proxy writes or passes on, the request is answered. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class TrustedProxyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: ,                                        | 200",
                "X-Forwarded-For:                                          | 200",
                "X-Forwarded-For: , ,,                                     | 200",
                "X-Forwarded-For: ,~X-Forwarded-For:                       | 200",
                "X-Forwarded-For: 198.51.100.7,                            | 200",
                "X-Forwarded-For: unknown                                  | 400",
                "X-Forwarded-For: 198.51.100.7, <script>                   | 400",
                "X-Forwarded-For: 198.51.100.7~X-Forwarded-For: 1.2.3.4.5  | 400"
            })
    void isAnsweredWhateverItSaysAboutItsClient(String headers, int status) throws IOException {
        try (LogLines log = new LogLines("io")) {
            assertThat(statusLine("GET /api/capabilities", headers.replace("~", "\r\n")))
                    .startsWith("HTTP/1.1 " + status);
            assertThat(statusLine("GET /signin", headers.replace("~", "\r\n"))).startsWith("HTTP/1.1 " + status);

            assertThat(log.lines()).isEmpty();
        }
    }

    private static String statusLine(String request, String headers) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void addsTheAddressThatTheAuditLogHas() {
        Rows.Person ada = Rows.person("Ada Example");
        given().header("Authorization", ada.authorization())
                .header("X-Forwarded-For", "192.0.2.66, 198.51.100.7")
                .contentType("application/json")
                .body("{\"description\":\"CI\",\"expires\":0}")
                .post("/api/user/tokens")
                .then()
                .statusCode(200);

        assertThat(Database.value(
                        String.class,
                        "select address from audit_event where actor_id = ? and action like 'token-%'",
                        ada.id()))
                .isEqualTo("198.51.100.7");
    }
}
