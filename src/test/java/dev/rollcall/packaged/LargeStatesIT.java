package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Imports and exports states of 30,000 resources and 85 MB, four at once, with a heap of 256 MB. Then writes checkpoints of
 * 16 MB.
 */
@Tag("once")
class LargeStatesIT {

    private static final String TOKEN = PostgresqlServer.TOKEN;
    private static final int AT_ONCE = 4;
    private static final int RESOURCES = 30_000;

    /** So many have 16 MB. */
    private static final int FEWER = 5_700;

    /** Bytes that the process may have in RAM. It had 377 MB: the heap of 256 MiB, and the rest of Java. */
    private static final long MEMORY = 500_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void importsAndExportsFourLargeStatesAtOnce() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] packed = state(digest, RESOURCES);
        byte[] sent = digest.digest();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try (FreshDatabase database = new FreshDatabase();
                ServiceProcess service =
                        ServiceProcess.start(settings(database)).awaitListening()) {
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
            for (int i = 0; i < AT_ONCE; i++) {
                database.execute(
                        "insert into stack (id, organization_id, project, name)"
                                + " select ?, n.organization_id, 'website', ? from owner_name n where n.name = 'admin'",
                        UUID.randomUUID(),
                        "stack" + i);
            }
            // The metric of temporary files appears with the first state.
            assertThat(service.get("/api/stacks/admin/website/stack0/export", TOKEN)
                            .statusCode())
                    .isEqualTo(200);
            String peaks = "after the start " + megabytes(service);
            List<Future<byte[]>> clients = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                String stack = "/api/stacks/admin/website/stack" + i;
                clients.add(threads.submit(() -> importAndExport(service, stack, packed)));
            }
            long files = largestFiles(service, clients);
            for (Future<byte[]> client : clients) {
                assertThat(client.get()).isEqualTo(sent);
            }
            assertThat(database.value(Long.class, "select min(resource_count) from stack"))
                    .isEqualTo(RESOURCES);
            peaks += ", after " + AT_ONCE + " imports and exports at once " + megabytes(service);
            assertThat(database.value(Long.class, "select min(inflated_bytes) from stack_state"))
                    .isGreaterThan(85_000_000);
            writeCheckpoints(service);
            assertThat(database.value(Long.class, "select min(resource_count) from stack"))
                    .isEqualTo(FEWER);
            peaks += ", after checkpoints of 16 MB " + megabytes(service);
            System.out.printf(
                    "LargeStatesIT: most memory %s; most in temporary files %d KB for states of %d KB%n",
                    peaks, files / 1000, packed.length / 1000);
            assertThat(service.metric("rollcall_spool_used_bytes")).isZero();
            // Each client has a request or a response, and the service may not have deleted the one before.
            assertThat(files).isBetween(1L, 2L * AT_ONCE * packed.length);
            if (isLinux()) {
                assertThat(service.peakMemory()).isLessThan(MEMORY);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean isLinux() {
        return Files.exists(Path.of("/proc/self/status"));
    }

    /** The most memory that the process has had. */
    private static String megabytes(ServiceProcess service) throws IOException {
        return isLinux() ? service.peakMemory() / 1_000_000 + " MB" : "unknown";
    }

    /** Waits for all clients. Returns the most that was seen in temporary files, in bytes. */
    private static long largestFiles(ServiceProcess service, List<Future<byte[]>> clients) throws Exception {
        AtomicLong most = new AtomicLong();
        Await.until(Duration.ofMinutes(5), () -> {
            long used = (long) service.metric("rollcall_spool_used_bytes");
            most.accumulateAndGet(used, Math::max);
            return clients.stream().allMatch(Future::isDone);
        });
        return most.get();
    }

    private static Map<String, String> settings(FreshDatabase database) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:+ExitOnOutOfMemoryError");
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        return settings;
    }

    private byte[] importAndExport(ServiceProcess service, String stack, byte[] packed) throws Exception {
        HttpResponse<String> imported = http.send(
                request(service, stack + "/import")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(packed))
                        .build(),
                BodyHandlers.ofString());
        assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
        HttpResponse<InputStream> exported = http.send(
                request(service, stack + "/export")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(exported.statusCode()).isEqualTo(200);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream state = new DigestInputStream(new GZIPInputStream(exported.body()), digest)) {
            state.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private void writeCheckpoints(ServiceProcess service) throws Exception {
        byte[] packed = state(MessageDigest.getInstance("SHA-256"), FEWER);
        String stack = "/api/stacks/admin/website/stack0";
        String id = field(service.post(stack + "/update", TOKEN, "{\"options\":{}}"), "updateID");
        String token = field(service.post(stack + "/update/" + id, TOKEN, "{}"), "token");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> written = http.send(
                    service.request(stack + "/update/" + id + "/checkpoint")
                            .header("Authorization", "update-token " + token)
                            .header("Content-Type", "application/json")
                            .header("Content-Encoding", "gzip")
                            .method("PATCH", BodyPublishers.ofByteArray(packed))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(written.statusCode()).as(written.body()).isEqualTo(204);
        }
    }

    private static String field(HttpResponse<String> response, String name) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonPath.from(response.body()).getString(name);
    }

    private static HttpRequest.Builder request(ServiceProcess service, String path) {
        return service.request(path).header("Authorization", "token " + TOKEN).timeout(Duration.ofMinutes(3));
    }

    /** A state as gzip, which is about 20 times smaller. */
    private static byte[] state(MessageDigest digest, int resources) {
        Random random = new Random(1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            write(gzip, digest, "{\"version\":3,\"deployment\":{\"resources\":[");
            for (int i = 0; i < resources; i++) {
                byte[] unique = new byte[128];
                random.nextBytes(unique);
                String resource = "{\"urn\":\"urn:pulumi:dev::website::pulumi:index:Stash::" + i
                        + "\",\"inputs\":{\"id\":\""
                        + HexFormat.of().formatHex(unique) + "\",\"text\":\"" + "a repeated text, ".repeat(151)
                        + "\"}}";
                write(gzip, digest, i == 0 ? resource : "," + resource);
            }
            write(gzip, digest, "]}}");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static void write(OutputStream gzip, MessageDigest digest, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        gzip.write(bytes);
    }
}
