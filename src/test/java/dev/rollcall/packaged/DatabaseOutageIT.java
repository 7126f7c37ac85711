package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.TestSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database stops and comes back, and the service recovers. The test has a PostgreSQL server of its own. */
@Tag("once")
class DatabaseOutageIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path data;

    @Test
    void answers503WhileTheDatabaseIsDownAndServesAgainOnceItIsBack() throws Exception {
        int port = freePort();
        EmbeddedPostgres database = start(port);
        try (ServiceProcess service = ServiceProcess.start(settings(database))) {
            service.awaitListening();
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);

            database.close();
            HttpResponse<String> down = awaitStatus(service, 503);
            assertThat(down.body())
                    .isEqualTo("{\"code\":503,\"message\":\"Service Unavailable: The server cannot reach its database."
                            + " Try again in a moment.\"}");
            assertThat(down.headers().firstValue("Retry-After")).contains("2");
            assertThat(service.get("/api/capabilities", TOKEN).statusCode()).isEqualTo(200);
            assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(service.manage("/q/health/started").statusCode()).isEqualTo(200);

            database = start(port);
            assertThat(awaitStatus(service, 200).body()).contains("\"githubLogin\":\"admin\"");
        } finally {
            database.close();
        }
    }

    @Test
    void becomesReadyWhenTheDatabaseComesAfterIt() throws Exception {
        int port = freePort();
        EmbeddedPostgres database = start(port);
        Map<String, String> settings = settings(database);
        database.close();
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitOutput("Retrying in 1 s,");
            // The management port is still closed, so a probe gets no response.
            assertThatThrownBy(() -> service.manage("/q/health/live")).isInstanceOf(ConnectException.class);

            database = start(port);
            service.awaitListening();
            for (String probe : List.of("started", "live", "ready")) {
                assertThat(service.manage("/q/health/" + probe).statusCode()).isEqualTo(200);
            }
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        } finally {
            database.close();
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.resolve("pgdata"))
                .setCleanDataDirectory(false)
                .start();
    }

    private static Map<String, String> settings(EmbeddedPostgres database) {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                database.getJdbcUrl("postgres", "postgres"),
                "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT",
                "1s",
                "ROLLCALL_INVITES_KEY",
                TestSettings.INVITES_KEY,
                "ROLLCALL_BOOTSTRAP_LOGIN",
                "admin",
                "ROLLCALL_BOOTSTRAP_TOKEN",
                TOKEN);
    }

    private static HttpResponse<String> awaitStatus(ServiceProcess service, int status)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = service.get("/api/user", TOKEN);
        while (response.statusCode() != status && System.nanoTime() < deadline) {
            // No other status may appear meanwhile.
            assertThat(response.statusCode()).as(service.output()).isIn(200, 503);
            response = service.get("/api/user", TOKEN);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
