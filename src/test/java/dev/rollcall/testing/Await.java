package dev.rollcall.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread or process does. It pauses between two looks, and so leaves them the CPU. */
public final class Await {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** What becomes true sooner or later. */
    @FunctionalInterface
    public interface Condition {

        boolean holds() throws Exception;
    }

    private Await() {}

    /**
     * Returns when the condition holds, or after a minute. The caller then asserts what it waited for, and so the failure
     * says what was there instead.
     */
    public static void until(Condition condition) throws Exception {
        until(LIMIT, condition);
    }

    /** The same with another limit. */
    public static void until(Duration limit, Condition condition) throws Exception {
        long begin = System.nanoTime();
        while (!condition.holds() && System.nanoTime() - begin < limit.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
