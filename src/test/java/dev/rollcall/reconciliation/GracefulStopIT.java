package dev.rollcall.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.identity.DuePeople;
import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.testing.FreshDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sends TERM to a process that has requests and syncs in progress, as Kubernetes does. */
@Tag("once")
class GracefulStopIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final int PEOPLE = 3;

    private final FreshDatabase database = new FreshDatabase();
    private final SlowGitHub gitHub = new SlowGitHub(PEOPLE);

    @AfterEach
    void stop() {
        gitHub.close();
        database.close();
    }

    @Test
    void finishesRequestsAndSyncsThatAreUnderWay() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(settings()).awaitListening()) {
            DuePeople.insert(database, gitHub.url(), PEOPLE);
            gitHub.awaitAsked();
            CompletableFuture<HttpResponse<String>> inFlight;
            try (Connection blocker = connect();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("lock table organization in access exclusive mode");
                inFlight = service.start("/api/user", TOKEN);
                await(() -> count("pg_locks where not granted") > 0);

                service.terminate();
                // New requests are answered, too, with Connection: close.
                await(() -> closesConnections(service));
                assertThat(inFlight).isNotDone();
            }
            gitHub.answer();

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
            DuePeople.insert(database, gitHub.url(), PEOPLE);
            gitHub.awaitAsked();
            assertThat(count("identity_sync where lease_owner is not null")).isEqualTo(PEOPLE);

            service.terminate();

            assertThat(service.awaitExit()).isIn(0, 143);
            assertThat(service.output()).doesNotContain("could not", "token-of-");
        }
        // As before the sync, so another replica repeats it at once.
        assertThat(count("identity_sync where lease_owner is null and lease_until is null and attempt = 0"
                        + " and next_sync_at <= now() and last_attempt_at is null and last_outcome is null"))
                .isEqualTo(PEOPLE);
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
        gitHub.configure(settings);
        settings.put("ROLLCALL_RECONCILIATION_EVERY", "1s");
        return settings;
    }
}
