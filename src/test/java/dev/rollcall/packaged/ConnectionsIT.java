package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Opens connections to the packaged service without sending whole requests. Each address is one of this machine. */
@Tag("once")
class ConnectionsIT {

    private static final String TOKEN = "pul-0123456789abcdef0123456789abcdef01234567";
    private static final String HALF_A_HEAD = "GET /api/user HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    private static final String SIGN_IN = "GET /signin HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static FreshDatabase database;

    /** Of the tests that close their connections and need no limits of their own. */
    private static ServiceProcess running;

    private final List<Socket> sockets = new ArrayList<>();
    private ServiceProcess service = running;

    @BeforeAll
    static void start() throws InterruptedException {
        database = new FreshDatabase();
        running = ServiceProcess.start(settings(Map.of(
                        "ROLLCALL_LIMITS_CONNECTIONS_HEAD_TIMEOUT", "2s", "ROLLCALL_LIMITS_BODIES_TIMEOUT", "10s")))
                .awaitListening();
    }

    private static Map<String, String> settings(Map<String, String> limits) {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "first");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", TOKEN);
        settings.putAll(limits);
        return settings;
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (service != running) {
            service.close();
        }
    }

    @AfterAll
    static void stop() {
        running.close();
        database.close();
    }

    @Test
    void endIfTheHeadOfARequestTakesTooLong() throws Exception {
        long start = System.nanoTime();
        Socket silent = open("127.0.0.1");
        for (int i = 0; i < 300; i++) {
            send(open("127.0.0.1"), HALF_A_HEAD);
        }
        Socket second = open("127.0.0.1");
        send(second, SIGN_IN);
        assertThat(read(second)).startsWith("HTTP/1.1 200");
        send(second, HALF_A_HEAD);

        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        // A byte now and then is no progress.
        for (Socket socket : sockets) {
            if (socket != silent) {
                tryToSend(socket, "x");
            }
        }
        assertThat(silent.getInputStream().read()).isNegative();
        for (Socket socket : sockets) {
            if (socket != silent) {
                assertThat(read(socket)).startsWith("HTTP/1.1 408").contains("Connection: close");
                assertThat(socket.getInputStream().read()).isNegative();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void stayOpenBetweenRequestsAndDuringThem() throws Exception {
        Socket idle = open("127.0.0.1");
        send(idle, SIGN_IN);
        assertThat(read(idle)).startsWith("HTTP/1.1 200");
        Socket body = open("127.0.0.1");
        send(
                body,
                "POST /api/user/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + TOKEN
                        + "\r\nContent-Length: 19\r\n\r\n{");

        idle.setSoTimeout(3_000);
        assertThat(isSilent(idle)).isTrue();

        idle.setSoTimeout(30_000);
        send(idle, SIGN_IN);
        assertThat(read(idle)).startsWith("HTTP/1.1 200");
        send(body, "\"description\":\"x\"}");
        assertThat(read(body)).startsWith("HTTP/1.1 200");
    }

    @Test
    void endIfNothingHappensForTheTimeThatTheyMayBeIdle() throws Exception {
        service = ServiceProcess.start(settings(Map.of("QUARKUS_HTTP_IDLE_TIMEOUT", "1S")))
                .awaitListening();
        Socket idle = open("127.0.0.1");
        send(idle, SIGN_IN);
        assertThat(read(idle)).startsWith("HTTP/1.1 200");

        assertThat(idle.getInputStream().read()).isNegative();
    }

    @Test
    void takeAFewRequestsAheadAndEndAfterMore() throws Exception {
        Socket socket = open("127.0.0.1");
        for (int round = 0; round < 3; round++) {
            send(socket, SIGN_IN.repeat(32));
            for (int i = 0; i < 32; i++) {
                assertThat(read(socket)).startsWith("HTTP/1.1 200");
            }
        }

        send(socket, SIGN_IN.repeat(100));
        int answered = 0;
        while (read(socket).startsWith("HTTP/1.1 200")) {
            answered++;
        }
        assertThat(answered).isLessThan(100);
        assertThat(service.metric("rollcall_connections_unread_total")).isPositive();
    }

    @Test
    void areSharedByAddressesExceptByATrustedProxyAndLimitedInAll() throws Exception {
        service = ServiceProcess.start(settings(Map.of(
                        "ROLLCALL_LIMITS_CONNECTIONS_TOTAL", "120",
                        "ROLLCALL_LIMITS_CONNECTIONS_PER_ADDRESS", "25",
                        "ROLLCALL_HTTP_TRUSTED_PROXIES", "127.0.0.9")))
                .awaitListening();

        assertThat(openAndCountUsable("127.0.0.2", 40)).isEqualTo(25);
        assertThat(service.get("/api/user", TOKEN).statusCode()).isEqualTo(200);
        assertThat(openAndCountUsable("127.0.0.3", 40)).isEqualTo(25);
        // These are connections of many clients.
        assertThat(openAndCountUsable("127.0.0.9", 40)).isEqualTo(40);
        assertThat(openAndCountUsable("127.0.0.4", 40)).isEqualTo(25);
        // One more is that of the test's HTTP client.
        assertThat(openAndCountUsable("127.0.0.5", 5)).isEqualTo(4);
        assertThat(openAndCountUsable("127.0.0.6", 5)).isZero();
        assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(service.manage("/q/metrics").body()).contains("rollcall_connections_refused_total 51.0");

        // Places come back.
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (openAndCountUsable("127.0.0.5", 1) == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void leaveProbesADescriptor() throws Exception {
        service = ServiceProcess.startWithOpenFiles(256, settings(Map.of())).awaitListening();
        assertThat(service.output()).contains("This process may open so few files (ulimit -n)");

        for (int address = 2; address < 10; address++) {
            openAndCountUsable("127.0.0." + address, 50);
        }

        assertThat(service.manage("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(service.output()).doesNotContain("Too many open files");
    }

    /** Opens connections and sends a request on each. {@return how many were answered} */
    private int openAndCountUsable(String address, int number) throws IOException {
        List<Socket> opened = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            opened.add(open(address));
        }
        int usable = 0;
        for (Socket socket : opened) {
            tryToSend(socket, SIGN_IN);
            usable += read(socket).startsWith("HTTP/1.1 200") ? 1 : 0;
        }
        return usable;
    }

    private Socket open(String address) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 0));
        socket.connect(new InetSocketAddress(NetUtil.LOCALHOST4, service.port()));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void tryToSend(Socket socket, String text) {
        try {
            send(socket, text);
        } catch (IOException closed) {
            // The service has closed it.
        }
    }

    private static boolean isSilent(Socket socket) throws IOException {
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException nothing) {
            return true;
        }
    }

    /** {@return the head and the body of a response; empty if the connection was closed} */
    private static String read(Socket socket) {
        try {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int letter = socket.getInputStream().read();
                if (letter < 0) {
                    return head.toString();
                }
                head.append((char) letter);
            }
            String length = head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1");
            socket.getInputStream().readNBytes(Integer.parseInt(length));
            return head.toString();
        } catch (IOException reset) {
            return "";
        }
    }
}
