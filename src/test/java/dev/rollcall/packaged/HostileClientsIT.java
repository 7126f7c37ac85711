package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Attacks one process of the packaged service, with the heap of the container, by what took it down before. A caller with
 * a good token notices nothing: each of its requests is answered correctly, or 503.
 */
@Tag("once")
class HostileClientsIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final int CONNECTIONS = 150;

    private static FreshDatabase database;
    private static ServiceProcess service;
    private static String profile;

    private final List<Socket> sockets = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeAll
    static void start() throws Exception {
        database = new FreshDatabase();
        Map<String, String> settings = database.settings();
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:+ExitOnOutOfMemoryError");
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.put("ROLLCALL_LIMITS_BODIES_TIMEOUT", "3s");
        settings.put("ROLLCALL_LIMITS_FAILED_AUTHENTICATIONS", "0");
        settings.put("ROLLCALL_LIMITS_REQUESTS", "0");
        service = ServiceProcess.start(settings).awaitListening();
        profile = service.get("/api/user", TOKEN).body();
    }

    @AfterEach
    void hangUp() throws IOException {
        over.set(true);
        threads.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void anonymousBodiesThatNeverEndCostNothing() throws Exception {
        Future<Integer> caller = watch();
        byte[] part = new byte[60_000];

        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = open();
            send(socket, "POST /api/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n");
            try {
                socket.getOutputStream().write(part);
            } catch (IOException alreadyRefused) {
                // What is expected.
            }
            assertThat(status(socket)).isIn("404", "");
        }

        assertServed(caller);
    }

    @Test
    void slowBodiesTakeNobodysPlace() throws Exception {
        Future<Integer> caller = watch();

        for (int i = 0; i < CONNECTIONS; i++) {
            send(
                    open(),
                    "POST /signout HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                            + "Content-Length: 100\r\n\r\nc");
            send(
                    open(),
                    "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN
                            + "\r\nContent-Length: 100\r\n\r\n{");
        }

        for (Socket socket : sockets) {
            // 503: the replica cannot look up so many callers at once.
            assertThat(status(socket)).isIn("408", "429", "503");
        }
        assertServed(caller);
    }

    @Test
    void inventedMethodsBecomeNoMetric() throws Exception {
        long before = service.manage("/q/metrics").body().length();
        for (int i = 0; i < 500; i++) {
            Socket socket = open();
            send(socket, "M" + i + "X".repeat(3_500) + " /api/user HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(status(socket)).isEqualTo("501");
            socket.close();
        }

        String metrics = service.manage("/q/metrics").body();
        assertThat(metrics).doesNotContain("XXXX");
        assertThat(metrics.length()).isLessThan((int) before + 20_000);
    }

    @Test
    void gzipMembersWithoutEndAreRefused() throws Exception {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(empty)) {
            gzip.flush();
        }
        while (members.size() < 60_000) {
            members.writeBytes(empty.toByteArray());
        }
        Socket socket = open();
        send(
                socket,
                "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nAuthorization: token "
                        + TOKEN + "\r\nContent-Length: " + members.size() + "\r\n\r\n");
        socket.getOutputStream().write(members.toByteArray());

        assertThat(status(socket)).isEqualTo("400");
        assertThat(service.output()).doesNotContain("StackOverflowError");
    }

    @Test
    void partsOfFilesAreWrittenNowhere() throws Exception {
        for (int i = 0; i < 20; i++) {
            Socket socket = open();
            send(
                    socket,
                    "POST /signout HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                            + "Content-Length: 2000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=f; filename=f"
                            + "\r\n\r\n");
            assertThat(status(socket)).isEqualTo("415");
        }
    }

    /** Reads the profile again and again, until the attack is over. Counts the correct responses. */
    private Future<Integer> watch() {
        return threads.submit(() -> {
            int correct = 0;
            while (!over.get()) {
                HttpResponse<String> response = service.get("/api/user", TOKEN);
                assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
                if (response.statusCode() == 200) {
                    assertThat(response.body()).isEqualTo(profile);
                    correct++;
                }
            }
            return correct;
        });
    }

    private void assertServed(Future<Integer> caller) throws Exception {
        over.set(true);
        assertThat(caller.get()).isPositive();
        assertThat(service.get("/api/user", TOKEN).body()).isEqualTo(profile);
    }

    private Socket open() throws IOException {
        Socket socket = new Socket("localhost", service.port());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status of the response; empty if the service closed the connection without one. */
    private static String status(Socket socket) {
        try {
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return line.isEmpty() ? "" : line.substring("HTTP/1.1 ".length());
        } catch (IOException reset) {
            return "";
        }
    }
}
