package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database restarts while clients read and write. No response is wrong, and no confirmed write is lost. */
class DatabaseRestartIT {

    private static final String TOKEN = PostgresqlServer.TOKEN;
    private static final int CLIENTS = 8;

    @TempDir
    Path data;

    private final AtomicInteger inARow = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final Map<String, Integer> writes = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void answersRightOr503AndRecoversWhenTheDatabaseIsRestartedUnderLoad() throws Exception {
        PostgresqlServer database = new PostgresqlServer(data);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServiceProcess service = ServiceProcess.start(settings(database))) {
            service.awaitListening();
            String profile = service.get("/api/user", TOKEN).body();
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> use(service, profile)));
            }
            awaitSuccesses(clients);

            // "fast" disconnects all clients. "immediate" is like a crash: the next start recovers the data.
            for (String mode : List.of("fast", "immediate")) {
                int before = unavailable.get();
                database.control("stop", "-m", mode);
                awaitUnavailable(before, clients);
                assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
                database.restart();
                awaitSuccesses(clients);
            }
            over.set(true);
            for (Future<Void> client : clients) {
                client.get();
            }
            assertThat(writes).isNotEmpty();
            assertNothingConfirmedIsLost(database);
        } finally {
            over.set(true);
            threads.shutdownNow();
            database.close();
        }
    }

    private Void use(ServiceProcess service, String profile) throws IOException, InterruptedException {
        while (!over.get()) {
            HttpResponse<String> read = service.get("/api/user", TOKEN);
            note(service, read);
            if (read.statusCode() == 200) {
                assertThat(read.body()).isEqualTo(profile);
            }
            String name = UUID.randomUUID().toString();
            HttpResponse<String> write =
                    service.post("/api/user/tokens", TOKEN, "{\"description\":\"" + name + "\",\"expires\":0}");
            note(service, write);
            writes.put(name, write.statusCode());
        }
        return null;
    }

    private void note(ServiceProcess service, HttpResponse<String> answer) {
        if (answer.statusCode() != 200 && answer.statusCode() != 503) {
            String id = answer.headers().firstValue("X-Pulumi-Request-ID").orElse("?");
            throw new AssertionError(answer.statusCode() + " "
                    + service.output().lines().filter(line -> line.contains(id)).toList());
        }
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).startsWith("{\"code\":503,\"message\":\"Service Unavailable: ");
            inARow.set(0);
            unavailable.incrementAndGet();
        } else {
            inARow.incrementAndGet();
        }
    }

    /** A write that was answered 200 is stored once. One that was answered 503 is stored once or not at all. */
    private void assertNothingConfirmedIsLost(PostgresqlServer database) throws Exception {
        Map<String, Integer> stored = new HashMap<>();
        try (Connection connection = database.connect();
                PreparedStatement select =
                        connection.prepareStatement("select description, count(*) from access_token group by 1");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getInt(2));
            }
        }
        writes.forEach((name, status) -> {
            if (status == 200) {
                assertThat(stored).containsEntry(name, 1);
            } else {
                assertThat(stored.getOrDefault(name, 0)).isLessThanOrEqualTo(1);
            }
        });
    }

    private void awaitSuccesses(List<Future<Void>> clients) throws Exception {
        inARow.set(0);
        Await.until(() -> {
            assertRunning(clients);
            return inARow.get() >= 10 * CLIENTS;
        });
        assertThat(inARow).hasValueGreaterThanOrEqualTo(10 * CLIENTS);
    }

    private void awaitUnavailable(int before, List<Future<Void>> clients) throws Exception {
        Await.until(() -> {
            assertRunning(clients);
            return unavailable.get() >= before + CLIENTS;
        });
        assertThat(unavailable).hasValueGreaterThanOrEqualTo(before + CLIENTS);
    }

    private static void assertRunning(List<Future<Void>> clients) throws Exception {
        for (Future<Void> client : clients) {
            if (client.isDone()) {
                // Throws the exception of the client.
                client.get();
            }
        }
    }

    private static Map<String, String> settings(PostgresqlServer database) {
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "1s");
        return settings;
    }
}
