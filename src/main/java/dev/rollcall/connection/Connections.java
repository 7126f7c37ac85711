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
    private final Counter refused;
    private final AtomicInteger open = new AtomicInteger();

    /** Only of addresses that have a connection right now. */
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    Connections(ConnectionLimits limits, ClientAddress addresses, MeterRegistry metrics) {
        this.addresses = addresses;
        this.total = withinDescriptors(limits.total(), descriptors());
        // One client never gets all connections.
        this.perAddress = Math.min(limits.perAddress(), Math.max(1, total / 2));
        this.headTimeout = limits.headTimeout();
        this.refused = Counter.builder("rollcall.connections.refused")
                .description("Connections that were closed at once, because there were too many")
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

    /** Counts a connection until {@link #close}. {@return false if there are too many, so that this one is not counted} */
    boolean open(String address) {
        int most = addresses.isProxy(address) ? total : perAddress;
        boolean[] counted = new boolean[1];
        byAddress.compute(address, (key, number) -> {
            int now = number == null ? 0 : number;
            counted[0] = now < most && open.getAndUpdate(all -> Math.min(all + 1, total)) < total;
            return counted[0] ? (Integer) (now + 1) : number;
        });
        if (!counted[0]) {
            refused.increment();
        }
        return counted[0];
    }

    void close(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (key, number) -> number == 1 ? null : number - 1);
    }
}
