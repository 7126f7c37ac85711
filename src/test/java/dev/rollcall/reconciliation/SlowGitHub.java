package dev.rollcall.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.identity.DuePeople;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A GitHub that answers nobody until it is told to. It knows {@link DuePeople}, and no organizations. */
final class SlowGitHub implements AutoCloseable {

    private final CountDownLatch asked;
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Starts it; {@code questions} is how many {@link #awaitAsked} waits for. */
    SlowGitHub(int questions) {
        asked = new CountDownLatch(questions);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Adds what makes a service use it, and wait for it for a minute. */
    void configure(Map<String, String> settings) {
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_BASE_URL", url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_API_URL", url());
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_CLIENT_ID", "client");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_SLOW_CLIENT_SECRET", "secret");
        settings.put("ROLLCALL_PROVIDERS_ANSWER_TIMEOUT", "60s");
    }

    void awaitAsked() throws InterruptedException {
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** From now on it answers everything, and what it was asked before. */
    void answer() {
        answers.countDown();
    }

    /** Everybody's token is their number. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String number =
                    exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer token-of-", "");
            asked.countDown();
            answers.await();
            boolean person = exchange.getRequestURI().getPath().equals("/user");
            byte[] body = (person ? "{\"id\":" + number + ",\"login\":\"person-" + number + "\"}" : "[]")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        answer();
        server.stop(0);
        workers.shutdownNow();
    }
}
