package dev.rollcall.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The proxy of a network without access to the internet. It tunnels connections with CONNECT (RFC 9110, section 9.3.6) for
 * clients that know its password. Every name leads to the same port of this machine.
 */
final class ForwardProxy implements AutoCloseable {

    private static final int BUFFER = 16_384;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final int target;
    private final String credentials;

    /**
     * Starts the proxy.
     *
     * @param credentials the value of the header Proxy-Authorization
     */
    ForwardProxy(int target, String credentials) throws IOException {
        this.target = target;
        this.credentials = credentials;
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** {@return the first lines of the requests that it got} */
    List<String> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String request = head.lines().findFirst().orElse("");
            requests.add(request);
            OutputStream out = client.getOutputStream();
            if (head.lines().noneMatch(("Proxy-Authorization: " + credentials)::equalsIgnoreCase)) {
                out.write(refusal("407 Proxy Authentication Required", "Proxy-Authenticate: Basic"));
            } else if (request.startsWith("CONNECT ")) {
                try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    sockets.add(there);
                    out.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
                    threads.execute(() -> copy(there, client));
                    copy(client, there);
                }
            } else {
                out.write(refusal("501 Not Implemented", "Allow: CONNECT"));
            }
        } catch (IOException closed) {
            // One side ended the connection.
        }
    }

    private static byte[] refusal(String status, String header) {
        return ascii(String.join("\r\n", "HTTP/1.1 " + status, header, "Content-Length: 0", "", ""));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int letter = in.read(); letter >= 0; letter = in.read()) {
            head.append((char) letter);
            if (head.indexOf("\r\n\r\n") >= 0) {
                return head.toString();
            }
        }
        throw new IOException("The client sent no request");
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[BUFFER];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                out.write(bytes, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException closed) {
            // One side ended the connection.
        }
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
