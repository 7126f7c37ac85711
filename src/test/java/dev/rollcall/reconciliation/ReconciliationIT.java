package dev.rollcall.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.identity.DuePeople;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three replicas share one database, and one of them is killed. */
@Tag("once")
class ReconciliationIT {

    private static final int IDENTITIES = 5000;

    private final FreshDatabase database = new FreshDatabase();
    private final GitHubOfMany gitHub = new GitHubOfMany();

    @BeforeEach
    void start() throws IOException {
        gitHub.start();
    }

    @AfterEach
    void stop() {
        gitHub.stop();
        database.close();
    }

    @Test
    void reconcilesEveryIdentityOnceAtATimeAlthoughAReplicaIsKilled() throws Exception {
        Map<String, String> settings = settings();
        try (ServiceProcess doomed = ServiceProcess.start(settings)) {
            doomed.awaitListening();
            DuePeople.insert(database, gitHub.url(), IDENTITIES);
            Instant begin = Instant.now();
            try (ServiceProcess second = ServiceProcess.start(settings);
                    ServiceProcess third = ServiceProcess.start(settings)) {
                second.awaitListening();
                third.awaitListening();
                awaitReconciled(IDENTITIES / 4);
                doomed.kill();
                int atDeath = reconciled();
                assertThat(atDeath).isLessThan(IDENTITIES);
                awaitReconciled(IDENTITIES);
                Duration took = Duration.between(begin, Instant.now());
                System.out.printf(
                        "ReconciliationIT: %d identities in %d s, %d per second, one of three replicas killed after %d%n",
                        IDENTITIES, took.toSeconds(), IDENTITIES / Math.max(took.toSeconds(), 1), atDeath);
                assertThat(second.output()).doesNotContain("token-of-");
                assertThat(third.output()).doesNotContain("token-of-");
            }
        }
        assertThat(gitHub.atOnce).isEmpty();
        assertThat(gitHub.asked).hasSize(IDENTITIES);
        assertThat(database.value(
                        Long.class,
                        "select count(*) from identity where name = 'Person ' || subject and state = 'active'"))
                .isEqualTo(IDENTITIES);
        assertThat(database.value(Long.class, "select count(*) from identity_organization"))
                .isEqualTo(IDENTITIES);
        assertThat(database.value(
                        Long.class,
                        "select count(*) from identity_sync where lease_owner is not null or next_sync_at is null"
                                + " or next_sync_at < now() + interval '18 hours'"
                                + " or next_sync_at > now() + interval '29 hours'"))
                .isZero();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = database.settings();
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "10");
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_MANY_BASE_URL", gitHub.url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_MANY_API_URL", gitHub.url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_MANY_CLIENT_ID", "client");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_MANY_CLIENT_SECRET", "secret");
        // The leases of the killed replica expire after eight times the first and once the second.
        settings.put("ROLLCALL_PROVIDERS_ANSWER_TIMEOUT", "2s");
        settings.put("ROLLCALL_PROVIDERS_LIST_TIMEOUT", "2s");
        settings.put("ROLLCALL_RECONCILIATION_EVERY", "1s");
        settings.put("ROLLCALL_RECONCILIATION_BATCH", "50");
        return settings;
    }

    private int reconciled() {
        return database.value(Long.class, "select count(*) from identity_sync where last_ok_at is not null")
                .intValue();
    }

    private void awaitReconciled(int number) {
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        while (reconciled() < number) {
            assertThat(Instant.now()).as("%d are reconciled", reconciled()).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** A GitHub where the token contains the person's number. It records people with two requests at the same time. */
    private static final class GitHubOfMany {

        final Set<String> atOnce = ConcurrentHashMap.newKeySet();
        final Set<String> asked = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> asking = new ConcurrentHashMap<>();
        private final ExecutorService workers = Executors.newFixedThreadPool(32);
        private HttpServer server;

        void start() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(workers);
            server.createContext("/", this::answer);
            server.start();
        }

        void stop() {
            server.stop(0);
            workers.shutdownNow();
        }

        String url() {
            return "http://localhost:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String token =
                    exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer token-of-", "");
            asked.add(token);
            AtomicInteger now = asking.computeIfAbsent(token, first -> new AtomicInteger());
            if (now.incrementAndGet() > 1) {
                atOnce.add(token);
            }
            try (exchange) {
                String body = exchange.getRequestURI().getPath().equals("/user")
                        ? "{\"id\":" + token + ",\"login\":\"person-" + token + "\",\"name\":\"Person " + token + "\"}"
                        : "[{\"id\":1,\"login\":\"many\"}]";
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                // The client may send the next request as soon as it has the last byte.
                now.decrementAndGet();
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
