package dev.rollcall.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Forwards connections to a service, and closes some of them when a request with a certain path passes. The first one when the
 * response arrives, so it is lost; the next one at once, while the service works; and so on. It never cuts two requests with
 * the same end of their path one after the other, because the CLI gives up at the fourth attempt. Remembers which checkpoint
 * the service has acknowledged last.
 */
final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 16_384;

    private static final Pattern REQUEST = Pattern.compile("(?:POST|PATCH) \\S+/([a-z_]+) HTTP/1\\.1\\r\\n");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** How many requests are still to be cut, by the last segment of their path. */
    private final Map<String, Integer> left;

    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledgments = new AtomicInteger();
    private volatile byte[] acknowledged;
    private volatile int target;

    CuttingProxy(int target, Map<String, Integer> cuts) throws IOException {
        this.target = target;
        this.left = new ConcurrentHashMap<>(cuts);
        threads.execute(this::accept);
    }

    String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** {@return how many requests are still to be cut} */
    int left() {
        return left.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Forwards new connections to another service. */
    void retarget(int port) {
        target = port;
    }

    /** {@return how many checkpoints were acknowledged to clients} */
    int acknowledgments() {
        return acknowledgments.get();
    }

    /** {@return the checkpoint that was acknowledged last, as JSON} */
    String acknowledged() throws IOException {
        try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(acknowledged))) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket service = new Socket("localhost", target)) {
            sockets.add(service);
            AtomicBoolean lost = new AtomicBoolean();
            Exchange exchange = new Exchange();
            threads.execute(() -> sendResponses(service, client, lost, exchange));
            InputStream in = client.getInputStream();
            OutputStream out = service.getOutputStream();
            byte[] bytes = new byte[BUFFER];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                Cut cut = cut(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
                lost.compareAndSet(false, cut == Cut.RESPONSE);
                exchange.sent(bytes, length);
                out.write(bytes, 0, length);
                if (cut == Cut.REQUEST) {
                    return;
                }
            }
        } catch (IOException closed) {
            // One side ended the connection, or the service is gone.
        }
    }

    private void sendResponses(Socket service, Socket client, AtomicBoolean lost, Exchange exchange) {
        try (client) {
            InputStream in = service.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] bytes = new byte[BUFFER];
            for (int length = in.read(bytes); length >= 0 && !lost.get(); length = in.read(bytes)) {
                exchange.received(bytes, length).ifPresent(this::acknowledge);
                out.write(bytes, 0, length);
            }
        } catch (IOException closed) {
            // One side ended the connection.
        }
    }

    /** Before the client gets the response. So whatever it counts on is known here. */
    private void acknowledge(byte[] checkpoint) {
        acknowledged = checkpoint;
        acknowledgments.incrementAndGet();
    }

    private enum Cut {
        NONE,
        RESPONSE,
        REQUEST
    }

    /** Decides about the connection on which this text arrived. */
    private Cut cut(String text) {
        Matcher request = REQUEST.matcher(text);
        if (!request.lookingAt() || left.getOrDefault(request.group(1), 0) == 0) {
            return Cut.NONE;
        }
        int number = seen.merge(request.group(1), 1, Integer::sum);
        if (number % 2 == 0) {
            return Cut.NONE;
        }
        left.merge(request.group(1), -1, Integer::sum);
        return number % 4 == 1 ? Cut.RESPONSE : Cut.REQUEST;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
