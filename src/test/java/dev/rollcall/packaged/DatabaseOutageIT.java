package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database comes after the service, stops and comes back. The test has a PostgreSQL server of its own. */
@Tag("once")
class DatabaseOutageIT {

    @TempDir
    Path folder;

    @Test
    void becomesReadyOnceTheDatabaseIsThereAndAnswers503WhileItIsDown() throws Exception {
        try (PostgresqlServer database = new PostgresqlServer(folder)) {
            database.control("stop", "-m", "fast");
            Map<String, String> settings = database.settings();
            settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                service.awaitOutput("Retrying in 1 s,");
                // The management port is still closed, so a probe gets no response.
                assertThatThrownBy(() -> service.manage("/q/health/live")).isInstanceOf(ConnectException.class);

                database.restart();
                service.awaitListening();
                for (String probe : List.of("started", "live", "ready")) {
                    assertThat(service.manage("/q/health/" + probe).statusCode())
                            .isEqualTo(200);
                }
                assertThat(read(service).statusCode()).isEqualTo(200);

                database.control("stop", "-m", "fast");
                HttpResponse<String> down = awaitStatus(service, 503);
                assertThat(down.body())
                        .isEqualTo("{\"code\":503,\"message\":\"Service Unavailable: The server cannot reach its"
                                + " database. Try again in a moment.\"}");
                assertThat(down.headers().firstValue("Retry-After")).contains("2");
                assertThat(service.get("/api/capabilities", PostgresqlServer.TOKEN)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(503);
                assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(service.manage("/q/health/started").statusCode()).isEqualTo(200);

                database.restart();
                assertThat(awaitStatus(service, 200).body()).contains("\"githubLogin\":\"admin\"");
            }
        }
    }

    private static HttpResponse<String> read(ServiceProcess service) throws IOException, InterruptedException {
        return service.get("/api/user", PostgresqlServer.TOKEN);
    }

    private static HttpResponse<String> awaitStatus(ServiceProcess service, int status)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> response = read(service);
        while (response.statusCode() != status && System.nanoTime() < deadline) {
            // No other status may appear meanwhile.
            assertThat(response.statusCode()).as(service.output()).isIn(200, 503);
            response = read(service);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }
}
