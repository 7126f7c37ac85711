package dev.rollcall.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards connections to a port of this machine, until it silently drops what arrives. */
final class SilentProxy implements AutoCloseable {

    private static final int BUFFER = 16_384;

    /** How many connections the system may establish before the proxy accepts them. */
    private static final int BACKLOG = 1;

    private static final int CONNECT_MILLIS = 500;

    private final ServerSocket server = new ServerSocket(0, BACKLOG);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** Connections of earlier generations are silent. */
    private final AtomicInteger generation = new AtomicInteger();

    private volatile boolean gone;

    SilentProxy(int target) throws IOException {
        threads.execute(() -> accept(target));
    }

    private void accept(int target) {
        try {
            while (true) {
                Socket client = server.accept();
                if (gone) {
                    sockets.add(client);
                    return;
                }
                Socket database = new Socket("localhost", target);
                sockets.add(client);
                sockets.add(database);
                int born = generation.get();
                threads.execute(() -> forward(client, database, born));
                threads.execute(() -> forward(database, client, born));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Forwards nothing any more on the connections that exist, and does not close them. New ones work. */
    void silence() {
        generation.incrementAndGet();
    }

    /** Like a host that loses its power: also drops the packets of new connections. */
    void vanish() throws IOException {
        gone = true;
        silence();
        // Linux drops the packets of new connections while the backlog is full.
        boolean full = false;
        while (!full) {
            Socket filler = new Socket();
            sockets.add(filler);
            try {
                filler.connect(server.getLocalSocketAddress(), CONNECT_MILLIS);
            } catch (SocketTimeoutException dropped) {
                full = true;
            }
        }
    }

    private void forward(Socket from, Socket to, int born) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[BUFFER];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (born == generation.get()) {
                    out.write(bytes, 0, length);
                }
            }
            if (born == generation.get()) {
                to.shutdownOutput();
            }
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
