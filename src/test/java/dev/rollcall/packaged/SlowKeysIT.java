package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestIssuer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Anybody can send JWTs with invented keys. The server that publishes the keys sends one byte per second. */
@Tag("once")
class SlowKeysIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";

    private final FreshDatabase database = new FreshDatabase();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger fetches = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer keys;
    private ServiceProcess service;

    @BeforeEach
    void start() throws Exception {
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.setExecutor(threads);
        keys.createContext("/keys", this::drip);
        keys.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_JWT_ISSUERS_SLOW_ISSUER", "https://slow.example");
        settings.put("ROLLCALL_JWT_ISSUERS_SLOW_AUDIENCE", TestIssuer.AUDIENCE);
        settings.put(
                "ROLLCALL_JWT_ISSUERS_SLOW_JWKS_URL",
                "http://localhost:" + keys.getAddress().getPort() + "/keys");
        service = ServiceProcess.start(settings).awaitListening();
    }

    private void drip(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (!over.await(1, TimeUnit.SECONDS)) {
                    body.write(' ');
                    body.flush();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        service.close();
        keys.stop(0);
        threads.shutdownNow();
        database.close();
    }

    @Test
    void keepsFewThreadsFromCallersWithAccessTokensAndForAShortTime() throws Exception {
        TestIssuer issuer = new TestIssuer("slow-keys");
        Map<String, Object> claims = issuer.claims("ada");
        claims.put("iss", "https://slow.example");
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        long begin = System.nanoTime();

        Semaphore answered = new Semaphore(0);
        CompletableFuture<?>[] answers = Stream.generate(() -> issuer.sign(claims, TestIssuer.newKey()))
                .limit(105)
                .map(jwt -> service.start("/api/user", jwt).thenApply(answer -> {
                    answered.release();
                    return answer.statusCode();
                }))
                .toArray(CompletableFuture<?>[]::new);

        // A quarter of 100 may wait. The others have their answer at once.
        assertThat(answered.tryAcquire(105 - 25, 10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
        for (CompletableFuture<?> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(503);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
        assertThat(fetches).hasValue(1);
        HttpResponse<String> late = service.get("/api/user", issuer.sign(claims));
        assertThat(late.body())
                .isEqualTo("{\"code\":503,\"message\":\"Service Unavailable: The keys of the token's issuer cannot be"
                        + " fetched. Try again in a moment.\"}");
    }
}
