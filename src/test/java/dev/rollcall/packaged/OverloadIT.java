package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreshDatabase;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More requests than the service can handle, on a slow database. It serves some, and answers 503 to the others. */
@Tag("once")
class OverloadIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final int CAPACITY = 10;
    private static final int CLIENTS = 10 * CAPACITY;
    private static final int REQUESTS_PER_CLIENT = 20;

    private static final String SHED =
            "{\"code\":503,\"message\":\"Service Unavailable: The server has too many requests."
                    + " Try again in a moment.\"}";

    private static FreshDatabase database;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws InterruptedException {
        database = new FreshDatabase();
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "2");
        settings.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "30s");
        settings.put("ROLLCALL_LIMITS_CONCURRENT_REQUESTS", String.valueOf(CAPACITY));
        settings.put("ROLLCALL_LIMITS_REQUESTS", "0");
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        service = ServiceProcess.start(settings).awaitListening();
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void servesWhatItCanRefusesTheRestLosesNothingAndRecovers() throws Exception {
        String profile = service.get("/api/user", TOKEN).body();
        double shed = service.metric("rollcall_requests_shed_total");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Set<String> created = ConcurrentHashMap.newKeySet();
        Set<String> notCreated = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<?> slowness = threads.submit(() -> slowDown(over));
            Future<Double> watch = threads.submit(() -> watch(over));
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(() -> {
                    for (int j = 0; j < REQUESTS_PER_CLIENT; j++) {
                        HttpResponse<String> answer;
                        if (j % 2 == 0) {
                            answer = service.get("/api/user", TOKEN);
                            if (answer.statusCode() == 200) {
                                assertThat(answer.body()).isEqualTo(profile);
                            }
                        } else {
                            String name = UUID.randomUUID().toString();
                            answer = service.post(
                                    "/api/user/tokens", TOKEN, "{\"description\":\"" + name + "\",\"expires\":0}");
                            (answer.statusCode() == 200 ? created : notCreated).add(name);
                        }
                        assertServedOrRefused(answer);
                        (answer.statusCode() == 200 ? served : refused).incrementAndGet();
                    }
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
            over.set(true);
            slowness.get();

            assertThat(watch.get()).as("most requests in flight").isLessThanOrEqualTo(CAPACITY);
            assertThat(served.get() + refused.get()).isEqualTo(CLIENTS * REQUESTS_PER_CLIENT);
            assertThat(served).hasPositiveValue();
            assertThat(refused).hasPositiveValue();
            assertThat(service.metric("rollcall_requests_shed_total") - shed).isEqualTo(refused.get());
            created.forEach(name -> assertThat(tokens(name)).isEqualTo(1));
            notCreated.forEach(name -> assertThat(tokens(name)).isZero());
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        awaitInFlight(0);
        for (int i = 0; i < 20; i++) {
            assertThat(service.get("/api/user", TOKEN).body()).isEqualTo(profile);
        }
    }

    /** Work goes on after its client hangs up. It counts until it is done, so clients that retry cannot pile it up. */
    @Test
    void countsWorkForClientsThatHaveHungUp() throws Exception {
        try (Connection connection = database.connect();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("lock table access_token in access exclusive mode");
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < CAPACITY; i++) {
                Socket socket = new Socket("localhost", service.port());
                socket.getOutputStream()
                        .write(("GET /api/user HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            awaitInFlight(CAPACITY);
            for (Socket socket : sockets) {
                socket.close();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(service.get("/api/capabilities", TOKEN).body()).isEqualTo(SHED);
            }
            assertThat(service.metric("rollcall_requests_in_flight")).isEqualTo(CAPACITY);
            connection.rollback();
        }
        awaitInFlight(0);
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
    }

    private static void assertServedOrRefused(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("X-Pulumi-Request-ID")).isPresent();
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        if (answer.statusCode() == 503) {
            assertThat(answer.body()).isEqualTo(SHED);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
    }

    /** Makes every request slow: it locks the table that they all read, with short breaks. */
    private static Void slowDown(AtomicBoolean over) throws Exception {
        try (Connection connection = database.connect();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!over.get()) {
                lock.execute("lock table access_token in access exclusive mode");
                lock.execute("select pg_sleep(0.05)");
                connection.commit();
            }
        }
        return null;
    }

    /** Checks that probes and metrics always respond. Returns the highest number of requests in flight. */
    private static double watch(AtomicBoolean over) throws Exception {
        double most = 0;
        while (!over.get()) {
            assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(200);
            assertThat(service.metric("jvm_threads_live_threads")).isLessThan(100);
            most = Math.max(most, service.metric("rollcall_requests_in_flight"));
        }
        return most;
    }

    private static void awaitInFlight(int number) throws Exception {
        Await.until(() -> service.metric("rollcall_requests_in_flight") == number);
        assertThat(service.metric("rollcall_requests_in_flight")).isEqualTo(number);
    }

    private static long tokens(String description) {
        return database.value(Long.class, "select count(*) from access_token where description = ?", description);
    }
}
