package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The server of an identity provider takes connections and never says a word, while strangers open the page on which a
 * sign-in there starts.
 */
@Tag("once")
class HangingProviderIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final int LOOPS = 60;
    private static final int TIMES = 50;

    private final FreshDatabase database = new FreshDatabase();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket provider;
    private ServiceProcess service;

    @BeforeEach
    void start() throws Exception {
        provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::hang);
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_ENCRYPTION_KEYS", TestSettings.ENCRYPTION_KEY);
        // Each request names the address of its client.
        settings.put("ROLLCALL_HTTP_TRUSTED_PROXIES", "127.0.0.1");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_HUB_CLIENT_ID", "id");
        settings.put("ROLLCALL_PROVIDERS_GITHUB_HUB_CLIENT_SECRET", "only-for-tests");
        settings.put("ROLLCALL_PROVIDERS_SSO_HANGING_ISSUER", "http://localhost:" + provider.getLocalPort());
        settings.put("ROLLCALL_PROVIDERS_SSO_HANGING_CLIENT_ID", "id");
        settings.put("ROLLCALL_PROVIDERS_SSO_HANGING_CLIENT_SECRET", "only-for-tests");
        service = ServiceProcess.start(settings).awaitListening();
    }

    private void hang() {
        try {
            while (true) {
                Socket socket = provider.accept();
                connections.incrementAndGet();
                open.add(socket);
                most.accumulateAndGet(open.size(), Math::max);
                threads.execute(() -> readToTheEnd(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void readToTheEnd(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException reset) {
            // The service gave up.
        } finally {
            open.remove(socket);
        }
    }

    @AfterEach
    void stop() throws IOException {
        over.set(true);
        threads.shutdownNow();
        service.close();
        provider.close();
        database.close();
    }

    @Test
    void holdsUpNobodyElseAndIsAskedOnceAtATime() throws Exception {
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        AtomicInteger refused = new AtomicInteger();
        List<Future<?>> strangers = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            int loop = i;
            strangers.add(threads.submit(() -> {
                for (int j = 0; !over.get(); j++) {
                    HttpResponse<String> page = open("hanging", "10." + loop + "." + (j >> 8 & 255) + "." + (j & 255));
                    assertThat(page.statusCode()).as(page.body()).isIn(503, 504);
                    refused.incrementAndGet();
                }
                return null;
            }));
        }
        await(() -> refused.get() > 2 * LOOPS);

        for (int i = 0; i < TIMES; i++) {
            assertThat(open("hub", "192.0.2." + i).statusCode()).isEqualTo(200);
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
        // The first attempt ends after rollcall.providers.answer-timeout. Then the failure is the answer for a while.
        await(() -> connections.get() == 1 && open.isEmpty());
        long failed = System.nanoTime();
        assertThat(open("hanging", "192.0.2.200").statusCode()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - failed)).isLessThan(Duration.ofSeconds(2));
        assertThat(connections).hasValue(1);
        await(() -> connections.get() == 2);
        over.set(true);
        for (Future<?> stranger : strangers) {
            stranger.get();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void isOpenedByOneAddressAsOftenAsTheLimitAllows() throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 2 * LOOPS; i++) {
            answers.add(threads.submit(() -> open("hanging", "198.51.100.1").statusCode()));
        }
        int limited = 0;
        for (Future<Integer> answer : answers) {
            limited += answer.get() == 429 ? 1 : 0;
        }

        // 60 per minute, and what the minute brings meanwhile.
        assertThat(limited).isBetween(LOOPS / 2, LOOPS);
        assertThat(open("hub", "198.51.100.2").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> open(String name, String address) throws Exception {
        return ServiceProcess.send(service.request("/signin/" + name).header("X-Forwarded-For", address));
    }

    private static void await(Await.Condition condition) throws Exception {
        Await.until(condition);
        assertThat(condition.holds()).isTrue();
    }
}
