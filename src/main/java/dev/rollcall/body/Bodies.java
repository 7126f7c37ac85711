package dev.rollcall.body;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bodies that a replica holds: their memory together, and their number for each client address. */
@ApplicationScoped
class Bodies {

    private final long memory;
    private final int perAddress;
    private final AtomicLong used = new AtomicLong();

    /** Only of addresses that send a body right now. */
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    @Inject
    Bodies(BodyLimits limits) {
        this(limits.memory().asLongValue(), limits.perAddress());
    }

    /**
     * Holds no body yet.
     *
     * @param memory for all bodies, in bytes
     * @param perAddress how many bodies an address may send at the same time
     */
    Bodies(long memory, int perAddress) {
        this.memory = memory;
        this.perAddress = perAddress;
    }

    /** One body, from its first byte to the end of its request. It belongs to one event loop. */
    final class Held {

        private final String address;
        private long bytes;
        private boolean released;

        private Held(String address) {
            this.address = address;
        }

        /** {@return false if the memory for all bodies is used up} */
        boolean grow(int by) {
            boolean fits = used.getAndUpdate(now -> now + by <= memory ? now + by : now) + by <= memory;
            bytes += fits ? by : 0;
            return fits;
        }

        /** Gives memory back, because the bytes are in a file now. */
        void shrink(long by) {
            used.addAndGet(-by);
            bytes -= by;
        }

        void release() {
            if (!released) {
                released = true;
                used.addAndGet(-bytes);
                byAddress.computeIfPresent(address, (key, number) -> number == 1 ? null : number - 1);
            }
        }
    }

    /** {@return null if the address sends as many bodies as it may} */
    Held begin(String address) {
        boolean[] allowed = new boolean[1];
        byAddress.compute(address, (key, number) -> {
            int now = number == null ? 0 : number;
            allowed[0] = now < perAddress;
            return allowed[0] ? now + 1 : number;
        });
        return allowed[0] ? new Held(address) : null;
    }

    /** {@return the bytes of all bodies that are held} */
    long used() {
        return used.get();
    }
}
