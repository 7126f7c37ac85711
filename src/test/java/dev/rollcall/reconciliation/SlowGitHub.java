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

/** A GitHub that responds only after {@link #answer}. It knows {@link DuePeople}, and no organizations. */
final class SlowGitHub implements AutoCloseable {

    private final CountDownLatch asked;
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Starts it. {@link #awaitAsked} waits for this number of requests. */
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

    /** Adds the settings of a service that uses it, with a timeout of one minute. */
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

    /** Responds to all requests from now on, and to those that wait. */
    void answer() {
        answers.countDown();
    }

    /** The token contains the person's number. */
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
