package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreshDatabase;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

    private static final String FORM =
            "POST /signout HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    private static final String JSON =
            "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN + "\r\n";

    private static FreshDatabase database;
    private static ServiceProcess service;
    private static String profile;

    private final List<Socket> sockets = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeAll
    static void createDatabase() {
        database = new FreshDatabase();
    }

    /** The tests share a process, except those that look at all that it counted and logged. */
    @BeforeEach
    void start() throws Exception {
        if (service != null) {
            return;
        }
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
        stopService();
        database.close();
    }

    private static void stopService() {
        if (service != null) {
            service.close();
            service = null;
        }
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

    /** From so many addresses, each of which stays within its share, that their bodies would fill the heap. */
    @Test
    void bodiesOfManyAddressesTakeTheMemoryThatTheyMay() throws Exception {
        Future<Integer> caller = watch();
        byte[] part = new byte[63_000];
        Arrays.fill(part, (byte) 'a');

        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 25; j++) {
                Socket socket = open("127.0.1." + i);
                send(socket, FORM + "Content-Length: 64000\r\n\r\n");
                try {
                    socket.getOutputStream().write(part);
                } catch (IOException alreadyRefused) {
                    // What is expected of some.
                }
            }
        }

        Map<String, Integer> statuses = new HashMap<>();
        for (Socket socket : sockets) {
            statuses.merge(status(socket), 1, Integer::sum);
        }
        // 16 MiB are 266 of these 500 bodies.
        assertThat(statuses).containsKeys("408", "503");
        assertThat(statuses.keySet()).isSubsetOf("408", "503", "");
        assertServed(caller);
        assertThat(answer(FORM + length("csrf=a"))).isIn("303", "403");
    }

    /** More than there are places. They come from several addresses, each of which stays within its share of bodies. */
    @Test
    void slowBodiesTakeNobodysPlace() throws Exception {
        Future<Integer> caller = watch();

        for (int i = 0; i < CONNECTIONS; i++) {
            send(open("127.0.3." + i / 30), FORM + "Content-Length: 100\r\n\r\nc");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        }
        for (Socket socket : sockets) {
            assertThat(status(socket)).isEqualTo("408");
        }
        sockets.clear();

        for (int i = 0; i < CONNECTIONS; i++) {
            send(open("127.0.3." + i / 30), JSON + "Content-Length: 100\r\n\r\n{");
        }
        for (Socket socket : sockets) {
            // 503: the replica cannot look up so many callers at once.
            assertThat(status(socket)).isIn("408", "503");
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

    /** Small requests without a pause. Their clients read nothing. */
    @Test
    void requestsThatAreSentAheadTakeNoMemory() throws Exception {
        Future<Integer> caller = watch();
        String requests = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);

        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = open();
            assertThatThrownBy(() -> {
                        while (!over.get()) {
                            send(socket, requests);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }

        assertServed(caller);
    }

    /** From several addresses, each of which has a share. The kernel takes some of each response. */
    @Test
    void responsesThatNobodyReadsTakeTheMemoryThatTheyMay() throws Exception {
        Future<Integer> caller = watch();
        double before = service.metric("rollcall_connections_unread_total");
        String requests = "GET /api/openapi/pulumi-spec.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20);

        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            Socket socket = open("127.0.2." + i % 6, 4_096);
            try {
                send(socket, requests);
            } catch (IOException alreadyClosed) {
                // What is expected of most.
            }
        }

        Await.until(() -> service.metric("rollcall_connections_unread_total") >= before + CONNECTIONS);
        assertThat(service.metric("rollcall_connections_unread_total")).isGreaterThanOrEqualTo(before + CONNECTIONS);
        assertServed(caller);
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
        // And not that what they contain is no JSON.
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .contains("the body is not valid gzip");
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

    /** What is wrong with these requests is their clients' fault, and looks like it: to them, to alerts and in the log. */
    @Test
    void brokenFormsAndBodiesAreFaultsOfTheirClients() throws Exception {
        stopService();
        start();
        assertThat(answer(FORM + length("csrf=%zz%"))).isEqualTo("400");
        assertThat(answer(FORM + length("csrf=a&".repeat(5_000)))).isEqualTo("400");
        assertThat(answer(FORM + length("csrf=" + "a".repeat(70_000)))).isEqualTo("413");
        assertThat(answer(FORM + "Transfer-Encoding: chunked\r\n\r\n5\r\ncsrf=\r\nzz\r\n"))
                .isIn("400", "");
        assertThat(answer(JSON + length("{\"description\":"))).isEqualTo("400");
        assertThat(answer(JSON + "Content-Encoding: gzip\r\n" + length("{}"))).isEqualTo("400");
        for (String type :
                List.of("multipart/form-data; boundary=", "multipart/form-data", "multipart/form-data; boundary=\"")) {
            assertThat(answer("POST /signout HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n"
                            + length("--")))
                    .isEqualTo("415");
            assertThat(answer(JSON + "Content-Type: " + type + "\r\n" + length("--")))
                    .isEqualTo("415");
        }

        assertNoFaultOfOurs();
    }

    /** Each client leaves in three ways: it closes the connection, resets it, or only says that it sends no more. */
    @Test
    void clientsThatHangUpAreNoFaults() throws Exception {
        stopService();
        start();
        String page = "GET /account/identities HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String profileOf = "GET /api/user HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN + "\r\n\r\n";
        String stack = "/api/stacks/admin/website/dev";
        assertThat(service.post("/api/stacks/admin/website", TOKEN, "{\"stackName\":\"dev\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.post(
                                stack + "/import",
                                TOKEN,
                                "{\"version\":3,\"deployment\":{\"metadata\":\"" + "a".repeat(8_000_000) + "\"}}")
                        .statusCode())
                .isEqualTo(200);
        String export =
                "GET " + stack + "/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN + "\r\n\r\n";
        List<String> beginnings = List.of(
                "POST /sig",
                FORM + "Content-Length: 100\r\n\r\n",
                FORM + "Content-Length: 100\r\n\r\ncsrf=%4",
                FORM + "Transfer-Encoding: chunked\r\n\r\n50\r\ncsrf=",
                FORM + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
                JSON + "Content-Length: 100\r\n\r\n{\"description\":",
                JSON + "Content-Length: 60000\r\n\r\n" + " ".repeat(50_000),
                JSON + "Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n\u001f",
                JSON + "Transfer-Encoding: chunked\r\n\r\nffff\r\n{",
                // These are complete, and their clients do not wait for the response.
                JSON + length("{\"description\":\"gone\"}"),
                FORM + length("csrf=a"),
                profileOf,
                profileOf.repeat(20),
                export,
                page.repeat(20),
                "GET /api/openapi/pulumi-spec.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5));
        for (int i = 0; i < 10; i++) {
            for (String beginning : beginnings) {
                try (Socket closes = open()) {
                    send(closes, beginning);
                }
                try (Socket resets = open()) {
                    send(resets, beginning);
                    resets.setSoLinger(true, 0);
                }
                if (i == 0) {
                    Socket sendsNoMore = open();
                    send(sendsNoMore, beginning);
                    sendsNoMore.shutdownOutput();
                    assertThat(status(sendsNoMore)).isIn("100", "200", "303", "400", "403", "408", "");
                }
            }
            sockets.clear();
        }
        awaitNothingInFlight();
        assertThat(service.get("/api/user", TOKEN).body()).isEqualTo(profile);

        assertNoFaultOfOurs();
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private String answer(String request) throws IOException {
        try (Socket socket = open()) {
            send(socket, request);
            return status(socket);
        }
    }

    /** Requests that were sent ahead start one after the other, so one look is not enough. */
    private void awaitNothingInFlight() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        int idle = 0;
        while (idle < 20) {
            idle = service.metric("rollcall_requests_in_flight") == 0 ? idle + 1 : 0;
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private void assertNoFaultOfOurs() throws Exception {
        assertThat(service.manage("/q/metrics").body().lines())
                .filteredOn(line -> line.startsWith("http_server_requests_seconds_count"))
                .isNotEmpty()
                .noneMatch(line -> line.matches(".*status=\"5..\".*"));
        service.terminate();
        service.awaitExit();
        assertThat(service.output().lines())
                .filteredOn(line -> line.contains("\"ERROR\"") || line.contains("xception") || line.contains("\\tat "))
                .isEmpty();
        stopService();
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
        return open("127.0.0.1");
    }

    private Socket open(String address) throws IOException {
        return open(address, 65_536);
    }

    private Socket open(String address, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.bind(new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 0));
        socket.connect(new InetSocketAddress(NetUtil.LOCALHOST4, service.port()));
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
