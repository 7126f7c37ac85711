package dev.rollcall.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.rollcall.http.ClientAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the open connections to the API and the pages, in all and for each client address. Health checks and metrics
 * have a port of their own, which this does not limit.
 */
@Singleton
@Unremovable // Found by ConnectionTransport, which no bean knows.
class Connections {

    /**
     * File descriptors for everything else: jars, the database, providers, health checks. The service has about 100 open
     * without a client.
     */
    private static final int RESERVED_DESCRIPTORS = 160;

    private final ClientAddress addresses;
    private final int total;
    private final int perAddress;
    private final Duration headTimeout;
    private final int pipelined;
    private final long unreadInAll;
    private final Counter refused;
    private final Counter unreadClosed;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong unread = new AtomicLong();

    /** Only those that have a connection right now. */
    private final ConcurrentHashMap<String, Client> clients = new ConcurrentHashMap<>();

    /** A client address that has connections. */
    static final class Client {

        private final String address;
        private final long maxUnread;
        private final AtomicLong unread = new AtomicLong();
        private int connections;

        Client(String address, long maxUnread) {
            this.address = address;
            this.maxUnread = maxUnread;
        }
    }

    Connections(ConnectionLimits limits, ClientAddress addresses, MeterRegistry metrics) {
        this.addresses = addresses;
        this.total = withinDescriptors(limits.total(), descriptors());
        // One client never gets all connections.
        this.perAddress = Math.min(limits.perAddress(), Math.max(1, total / 2));
        this.headTimeout = limits.headTimeout();
        this.pipelined = limits.pipelined();
        this.unreadInAll = limits.unread().asLongValue();
        this.refused = Counter.builder("rollcall.connections.refused")
                .description("Connections that were closed at once, because there were too many")
                .register(metrics);
        this.unreadClosed = Counter.builder("rollcall.connections.unread")
                .description("Connections that were closed, because the client did not read the responses")
                .register(metrics);
        if (total < limits.total()) {
            Log.warnf(
                    "This process may open so few files (ulimit -n) that it accepts %d connections at the same time,"
                            + " and not %d",
                    total, limits.total());
        }
    }

    /** {@return how many connections are possible with a limit of open files; a negative limit is unknown} */
    static int withinDescriptors(int wanted, long limit) {
        // At a very low limit: half of it, since fewer connections would serve nobody.
        long possible = Math.max(limit - RESERVED_DESCRIPTORS, limit / 2);
        return limit < 0 ? wanted : (int) Math.max(1, Math.min(wanted, possible));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : -1;
    }

    Duration headTimeout() {
        return headTimeout;
    }

    int maxPipelined() {
        return pipelined;
    }

    /**
     * Counts a connection until {@link #close}.
     *
     * @return null if there are too many, so that this one is not counted
     */
    Client open(String address) {
        boolean[] counted = new boolean[1];
        Client client = clients.compute(address, (key, known) -> {
            boolean proxy = addresses.isProxy(address);
            Client now = known == null ? new Client(address, proxy ? unreadInAll : unreadInAll / 4) : known;
            counted[0] = now.connections < (proxy ? total : perAddress)
                    && open.getAndUpdate(all -> Math.min(all + 1, total)) < total;
            now.connections += counted[0] ? 1 : 0;
            return now.connections == 0 ? null : now;
        });
        if (!counted[0]) {
            refused.increment();
            return null;
        }
        return client;
    }

    void close(Client client) {
        open.decrementAndGet();
        clients.computeIfPresent(client.address, (key, known) -> {
            known.connections--;
            return known.connections == 0 ? null : known;
        });
    }

    /**
     * Counts bytes that wait for a client until {@link #release}. A client for whom nothing waits gets one response of any
     * size.
     *
     * @return false if too many wait already, so that these are not counted
     */
    boolean hold(Client client, int bytes) {
        long ofClient = client.unread.addAndGet(bytes);
        long inAll = unread.addAndGet(bytes);
        if (inAll > unreadInAll || (ofClient > client.maxUnread && ofClient > bytes)) {
            release(client, bytes);
            return false;
        }
        return true;
    }

    void release(Client client, int bytes) {
        client.unread.addAndGet(-bytes);
        unread.addAndGet(-bytes);
    }

    void closedUnread() {
        unreadClosed.increment();
    }
}
