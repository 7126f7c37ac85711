package dev.rollcall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that is told to stop, as Kubernetes does, while it has something in hand. */
class GracefulStopIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final int PEOPLE = 3;

    private final FreshDatabase database = new FreshDatabase();
    private final CountDownLatch asked = new CountDownLatch(PEOPLE);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private HttpServer gitHub;

    @BeforeEach
    void start() throws IOException {
        gitHub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gitHub.setExecutor(workers);
        gitHub.createContext("/", this::answer);
        gitHub.start();
    }

    @AfterEach
    void stop() {
        answers.countDown();
        gitHub.stop(0);
        workers.shutdownNow();
        database.close();
    }

    @Test
    void finishesRequestsAndSyncsThatAreUnderWay() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings()).awaitListening()) {
            DuePeople.insert(database, url(), PEOPLE);
            awaitAsked();
            CompletableFuture<HttpResponse<String>> inFlight;
            try (Connection blocker = connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("lock table organization in access exclusive mode");
                inFlight = service.start("/api/user", TOKEN);
                await(() -> count("pg_locks where not granted") > 0);

                service.terminate();
                // What comes now is answered as well, and asked to look for somebody else.
                await(() -> closesConnections(service));
                assertThat(inFlight).isNotDone();
            }
            answers.countDown();

            assertThat(inFlight.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(inFlight.get().body()).contains("\"githubLogin\":\"admin\"");
            assertThat(service.awaitExit()).isIn(0, 143);
            assertThat(service.output()).doesNotContain("ERROR", "WARN", "token-of-");
        }
        assertThat(count("identity_sync where lease_owner is null and lease_until is null and last_outcome = 'ok'"))
                .isEqualTo(PEOPLE);
        assertThat(count("access_token where last_used_at is not null")).isEqualTo(1);
    }

    @Test
    void givesBackTheLeasesOfWhatTakesTooLong() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings()).awaitListening()) {
            DuePeople.insert(database, url(), PEOPLE);
            awaitAsked();
            assertThat(count("identity_sync where lease_owner is not null")).isEqualTo(PEOPLE);

            service.terminate();

            assertThat(service.awaitExit()).isIn(0, 143);
            assertThat(service.output()).doesNotContain("could not", "token-of-");
        }
        // As if nobody had asked: another replica does so at once.
        assertThat(count("identity_sync where lease_owner is null and lease_until is null and attempt = 0"
                        + " and next_sync_at <= now() and last_attempt_at is null and last_outcome is null"))
                .isEqualTo(PEOPLE);
    }

    private void awaitAsked() throws InterruptedException {
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean closesConnections(ServiceProcess service) {
        try {
            HttpResponse<String> answer = service.get("/api/capabilities", TOKEN);
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.headers().allValues("Connection").contains("close");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private long count(String rows) {
        return database.value(Long.class, "select count(*) from " + rows);
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(
                database.url(), database.settings().get("QUARKUS_DATASOURCE_USERNAME"), null);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "10");
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_BASE_URL", url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_API_URL", url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_CLIENT_ID", "client");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_CLIENT_SECRET", "secret");
        settings.put("ROLLCALL_PROVIDERS_ANSWER_TIMEOUT", "60s");
        settings.put("ROLLCALL_RECONCILIATION_EVERY", "1s");
        return settings;
    }

    private String url() {
        return "http://localhost:" + gitHub.getAddress().getPort();
    }

    /** Everybody's token is their number. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String number =
                    exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer token-of-", "");
            boolean person = exchange.getRequestURI().getPath().equals("/user");
            if (person) {
                asked.countDown();
                answers.await();
            }
            byte[] body = (person ? "{\"id\":" + number + ",\"login\":\"person-" + number + "\"}" : "[]")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
