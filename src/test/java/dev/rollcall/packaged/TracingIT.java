package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.FreshDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces go only to the configured collector. They name the operation, but neither the caller nor secrets. */
@Tag("once")
class TracingIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    private final FreshDatabase database = new FreshDatabase();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                // Protocol buffers contain texts as they are, so tests can search for them.
                received.add(
                        exchange.getRequestURI() + " " + new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        database.close();
    }

    @Test
    void areSentWhereTheOperatorSays() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings("false"))) {
            service.awaitListening();
            use(service);
            service.terminate();
            service.awaitExit();
        }
        String spans = String.join("\n", received);
        assertThat(spans)
                .contains("/v1/traces")
                .contains("GET /api/user")
                .contains("POST /api/user/organizations/{orgName}/default")
                .doesNotContain(TOKEN)
                .doesNotContain("0123456789abcdef0123")
                .doesNotContain("topsecret")
                .doesNotContain("ada@");
    }

    @Test
    void areOffUnlessSwitchedOn() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings("true"))) {
            service.awaitListening();
            use(service);
            service.terminate();
            service.awaitExit();
        }
        assertThat(received).isEmpty();
    }

    private static void use(ServiceProcess service) throws IOException, InterruptedException {
        assertThat(service.get("/api/user?reason=topsecret", TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(service.post("/api/user/organizations/ada@example.com/default", TOKEN, "{}")
                        .statusCode())
                .isEqualTo(404);
        service.get("/signin/nobody/callback?code=topsecret&state=topsecret", TOKEN);
        service.get("/api/ada@example.com", TOKEN);
    }

    private Map<String, String> settings(String disabled) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        if (disabled.equals("false")) {
            settings.put("QUARKUS_OTEL_SDK_DISABLED", disabled);
        }
        settings.put("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        settings.put(
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://localhost:" + collector.getAddress().getPort());
        settings.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");
        return settings;
    }
}
