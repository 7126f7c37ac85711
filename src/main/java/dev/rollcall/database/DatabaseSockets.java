package dev.rollcall.database;

import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;

/**
 * Makes the sockets to PostgreSQL, and closes those that wait longer than their timeout. The driver creates this
 * factory by its name, which is the connection property {@code socketFactory}.
 *
 * <p>A firewall that loses one connection has usually lost all of them. So when a connection gets no answer, the idle
 * connections to the same server are closed too if they were idle before. The pool replaces them when it validates
 * them.
 */
@RegisterForReflection
public final class DatabaseSockets extends SocketFactory {

    /** How much later than its timeout a socket may be closed. */
    static final long TICK_MILLIS = 250;

    /** Connections are usually lost together. Those within a minute of another are not logged. */
    private static final int WARNING_TICKS = 240;

    private static final Set<DatabaseSocket> OPEN = ConcurrentHashMap.newKeySet();

    /** Starts the thread with the first socket. A static initializer may run while the native executable is built. */
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    /**
     * Ticks since the start. Reading it costs less than reading the time, and it does not advance while the process is
     * stopped.
     */
    private static volatile int now = 1;

    private static int lastWarning;

    /** For the driver. */
    public DatabaseSockets() {}

    @Override
    public Socket createSocket() {
        if (STARTED.compareAndSet(false, true)) {
            Thread watch = new Thread(DatabaseSockets::watch, "database-sockets");
            watch.setDaemon(true);
            watch.start();
        }
        DatabaseSocket socket = new DatabaseSocket();
        OPEN.add(socket);
        return socket;
    }

    static int now() {
        return now;
    }

    static void closed(DatabaseSocket socket) {
        OPEN.remove(socket);
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            // Only this thread writes it.
            int next = now + 1;
            now = next;
            for (DatabaseSocket socket : OPEN) {
                if (socket.isOverdue(next)) {
                    end(socket);
                }
            }
        }
    }

    private static void end(DatabaseSocket silent) {
        int since = silent.since();
        int timeout = silent.getSoTimeout();
        if (!silent.abandon()) {
            // It was still connecting. That says nothing about other connections.
            return;
        }
        long others = OPEN.stream()
                .filter(socket -> socket.isIdleSince(since, silent.getRemoteSocketAddress()))
                .filter(DatabaseSocket::abandon)
                .count();
        if (lastWarning == 0 || now - lastWarning > WARNING_TICKS) {
            Log.warnf("The database sent nothing for %d ms. Closed this connection and %d idle ones", timeout, others);
        }
        lastWarning = now;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
