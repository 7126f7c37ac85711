package dev.rollcall.database;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket whose timeouts cost nothing while PostgreSQL answers. Java's own timeouts leave a socket in non-blocking
 * mode, in which every response takes three system calls instead of one (docs/decisions/0016-hot-paths.md). Here the
 * thread of {@link DatabaseSockets} closes a socket that waits too long, which ends the blocked call with an exception.
 *
 * <p>The timeout also limits writes, which Java's does not. After a timeout the socket cannot be used any more. One
 * thread at a time uses a socket, as the driver does.
 */
final class DatabaseSocket extends Socket {

    /** The system probes a silent connection after this time, so firewalls and NAT gateways do not forget it. */
    private static final int KEEP_ALIVE_IDLE_SECONDS = 30;

    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 5;
    private static final int KEEP_ALIVE_PROBES = 3;

    /** The tick at which the current call began. If there is none: the tick at which the last one ended, negated. */
    private final AtomicInteger state = new AtomicInteger(-DatabaseSockets.now());

    private volatile int timeoutMillis;
    private volatile boolean connecting;
    private volatile boolean abandoned;

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        int afterwards = timeoutMillis;
        timeoutMillis = timeout;
        connecting = true;
        begin();
        try {
            super.connect(address, 0);
        } catch (IOException failure) {
            throw abandoned ? new SocketTimeoutException("No connection within " + timeout + " ms") : failure;
        } finally {
            end();
            connecting = false;
            timeoutMillis = afterwards;
        }
        if (supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
            setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
            setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
        }
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    /** {@return the tick at which the current call began} */
    int since() {
        return state.getAcquire();
    }

    boolean isOverdue(int now) {
        int since = state.getAcquire();
        int timeout = timeoutMillis;
        return since > 0 && timeout > 0 && (now - since - 1) * DatabaseSockets.TICK_MILLIS >= timeout;
    }

    /** Whether the socket is connected to a server, and was idle before a tick and has been since. */
    boolean isIdleSince(int tick, SocketAddress server) {
        int last = state.getAcquire();
        return last < 0 && -last < tick && server != null && server.equals(getRemoteSocketAddress());
    }

    /**
     * Closes the socket from another thread.
     *
     * @return whether it was connected
     */
    boolean abandon() {
        boolean connected = !connecting;
        abandoned = true;
        try {
            close();
        } catch (IOException ignored) {
            // Nobody uses it any more.
        }
        return connected;
    }

    @Override
    public synchronized void close() throws IOException {
        DatabaseSockets.closed(this);
        super.close();
    }

    private void begin() {
        state.setRelease(DatabaseSockets.now());
    }

    private void end() {
        state.setRelease(-DatabaseSockets.now());
    }

    private IOException explained(IOException failure) {
        if (!abandoned) {
            return failure;
        }
        SocketException explained = new SocketException(
                "Closed, because the database did not answer in time on this or another connection");
        explained.initCause(failure);
        return explained;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                begin();
                try {
                    return in.read(target, offset, length);
                } catch (IOException failure) {
                    throw explained(failure);
                } finally {
                    end();
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                begin();
                try {
                    out.write(source, offset, length);
                } catch (IOException failure) {
                    throw explained(failure);
                } finally {
                    end();
                }
            }
        };
    }
}
