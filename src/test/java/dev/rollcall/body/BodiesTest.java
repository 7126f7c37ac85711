package dev.rollcall.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.body.Bodies.Held;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BodiesTest {

    private static final int KIB = 1024;

    /** 10 KiB for all bodies, and two bodies for each address. */
    private final Bodies bodies = new Bodies(10 * KIB, 2);

    @Test
    void takeNoMoreMemoryTogetherThanTheyMay() {
        Held first = bodies.begin("192.0.2.1");
        Held second = bodies.begin("192.0.2.2");
        assertThat(first.grow(6 * KIB)).isTrue();
        assertThat(second.grow(4 * KIB)).isTrue();

        assertThat(first.grow(1)).isFalse();
        assertThat(second.grow(1)).isFalse();

        first.release();
        assertThat(bodies.used()).isEqualTo(4 * KIB);
        assertThat(second.grow(6 * KIB)).isTrue();
        second.release();
        assertThat(bodies.used()).isZero();
    }

    @Test
    void giveTheirMemoryBackOnce() {
        Held first = bodies.begin("192.0.2.1");
        first.grow(KIB);
        Held second = bodies.begin("192.0.2.1");
        second.grow(KIB);

        first.release();
        first.release();

        assertThat(bodies.used()).isEqualTo(KIB);
        assertThat(bodies.begin("192.0.2.1")).isNotNull();
        assertThat(bodies.begin("192.0.2.1")).isNull();
    }

    @Test
    void areFewForEachAddress() {
        Held first = bodies.begin("192.0.2.1");
        bodies.begin("192.0.2.1");

        assertThat(bodies.begin("192.0.2.1")).isNull();
        assertThat(bodies.begin("192.0.2.2")).isNotNull();

        first.release();
        assertThat(bodies.begin("192.0.2.1")).isNotNull();
        assertThat(bodies.begin("192.0.2.1")).isNull();
    }

    @Test
    void areCountedRightByManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Callable<Integer> client = () -> {
            int most = 0;
            for (int i = 0; i < 5_000; i++) {
                Held held = bodies.begin("192.0.2." + i % 3);
                if (held != null) {
                    held.grow(3 * KIB);
                    most = Math.max(most, Math.toIntExact(bodies.used()));
                    held.release();
                }
            }
            return most;
        };
        List<Integer> mosts = new ArrayList<>();
        try {
            for (Future<Integer> most : threads.invokeAll(Collections.nCopies(8, client))) {
                mosts.add(most.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(mosts).allMatch(most -> most <= 10 * KIB);
        assertThat(bodies.used()).isZero();
        for (int address = 0; address < 3; address++) {
            assertThat(bodies.begin("192.0.2." + address)).isNotNull();
            assertThat(bodies.begin("192.0.2." + address)).isNotNull();
        }
    }
}
