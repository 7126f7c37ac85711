package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A firewall forgets the connections to the database: nothing arrives on them any more, and nobody closes them. */
@Tag("once")
class SilentDatabaseIT {

    private static final int CLIENTS = 16;

    /** Instead of 10 s, so that the tests wait less. Recovery then takes 5 s less, too. */
    private static final String SOCKET_TIMEOUT = "?socketTimeout=5";

    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration FAIL_OVER_BOUND = Duration.ofSeconds(25);

    @TempDir
    static Path folder;

    private static PostgresqlServer database;
    private static SilentProxy firewall;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws Exception {
        database = new PostgresqlServer(folder);
        firewall = new SilentProxy(database.port());
        Map<String, String> settings = database.settings(firewall.port());
        settings.merge("QUARKUS_DATASOURCE_JDBC_URL", SOCKET_TIMEOUT, String::concat);
        service = ServiceProcess.start(settings);
        service.awaitListening();
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        firewall.close();
        database.close();
    }

    @Test
    void recoversByItselfWhenAllIdleConnectionsAreLost() throws Exception {
        assertThat(read(service).statusCode()).isEqualTo(200);

        // Twice, because the second time the pool consists of replaced connections.
        for (int i = 0; i < 2; i++) {
            firewall.silence();
            long lost = System.nanoTime();
            awaitReady(service, lost, BOUND);
            HttpResponse<String> first = read(service);
            assertThat(Duration.ofNanos(System.nanoTime() - lost)).isLessThan(BOUND);
            assertThat(first.statusCode()).as(service.output()).isEqualTo(200);
        }
        assertThat(service.output()).contains("The database sent nothing for");
    }

    @Test
    void recoversByItselfWhenConnectionsAreLostInTheMiddleOfStatements() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong lastFailure = new AtomicLong();
        try {
            String profile = read(service).body();
            AtomicLong answered = new AtomicLong();
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    while (!over.get()) {
                        HttpResponse<String> response = read(service);
                        if (response.statusCode() == 200) {
                            assertThat(response.body()).isEqualTo(profile);
                            answered.incrementAndGet();
                        } else {
                            assertThat(response.statusCode())
                                    .as(response.body())
                                    .isEqualTo(503);
                            assertThat(response.headers().firstValue("Retry-After"))
                                    .isPresent();
                            lastFailure.set(System.nanoTime());
                        }
                    }
                    return null;
                }));
            }
            await(() -> answered.get() > 200);
            firewall.silence();
            long lost = System.nanoTime();
            awaitReady(service, lost, BOUND);
            long ready = answered.get();
            await(() -> answered.get() > ready + 500);
            over.set(true);
            for (Future<Void> client : clients) {
                client.get();
            }
            if (lastFailure.get() != 0) {
                assertThat(Duration.ofNanos(lastFailure.get() - lost)).isLessThan(BOUND);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void usesTheNextHostWhenTheFirstOneVanishes() throws Exception {
        try (SilentProxy first = new SilentProxy(database.port())) {
            Map<String, String> settings = database.settings();
            settings.put(
                    "QUARKUS_DATASOURCE_JDBC_URL",
                    "jdbc:postgresql://localhost:" + first.port() + ",localhost:" + database.port() + "/postgres"
                            + SOCKET_TIMEOUT);
            try (ServiceProcess both = ServiceProcess.start(settings)) {
                both.awaitListening();
                assertThat(read(both).statusCode()).isEqualTo(200);

                first.vanish();
                awaitReady(both, System.nanoTime(), FAIL_OVER_BOUND);
                assertThat(read(both).statusCode()).as(both.output()).isEqualTo(200);
            }
        }
    }

    private static HttpResponse<String> read(ServiceProcess service) throws Exception {
        return service.get("/api/user", PostgresqlServer.TOKEN);
    }

    private static void awaitReady(ServiceProcess service, long since, Duration bound) throws Exception {
        AtomicBoolean wasReady = new AtomicBoolean();
        Await.until(bound, () -> {
            wasReady.set(service.manage("/q/health/ready").statusCode() == 200);
            return wasReady.get();
        });
        assertThat(wasReady).as(service.output()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(bound);
    }

    private static void await(Await.Condition condition) throws Exception {
        Await.until(condition);
        assertThat(condition.holds()).isTrue();
    }
}
