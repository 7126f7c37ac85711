package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchedLookupTest {

    private static final int STUCK = -1;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Integer> alone = new CopyOnWriteArrayList<>();
    private final List<List<Integer>> together = new CopyOnWriteArrayList<>();
    private final AtomicInteger places = new AtomicInteger();
    private final CountDownLatch onePlace = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final BatchedLookup<Integer, String> lookup = new BatchedLookup<>(this::one, this::several, LONG);

    @AfterEach
    void end() {
        onePlace.countDown();
        end.countDown();
        threads.shutdownNow();
    }

    @Test
    void looksUpAloneWhoComesAlone() {
        assertThat(lookup.find(1)).isEqualTo("of 1");
        assertThat(lookup.find(2)).isEqualTo("of 2");

        assertThat(alone).containsExactly(1, 2);
        assertThat(together).isEmpty();
    }

    @Test
    void looksUpTogetherThoseWhoWaitInTheOrderInWhichTheyCame() throws Exception {
        occupy(lookup);
        List<Future<String>> waiting = new ArrayList<>();
        for (int key = 1; key <= BatchedLookup.BATCH_SIZE + 2; key++) {
            waiting.add(waits(lookup, key));
        }

        onePlace.countDown();

        for (int key = 1; key <= waiting.size(); key++) {
            assertThat(waiting.get(key - 1).get()).isEqualTo("of " + key);
        }
        assertThat(together)
                .containsExactly(
                        IntStream.rangeClosed(1, BatchedLookup.BATCH_SIZE)
                                .boxed()
                                .toList(),
                        List.of(BatchedLookup.BATCH_SIZE + 1, BatchedLookup.BATCH_SIZE + 2));
        assertThat(alone).containsOnly(STUCK);
    }

    @Test
    void findsTheSameForThoseWhoAskForTheSame() throws Exception {
        occupy(lookup);
        Future<String> one = waits(lookup, 7);
        Future<String> another = waits(lookup, 7);

        onePlace.countDown();

        assertThat(one.get()).isEqualTo("of 7");
        assertThat(another.get()).isEqualTo("of 7");
        assertThat(together).containsExactly(List.of(7, 7));
    }

    @Test
    void looksUpAloneThoseWhoseBatchFailed() throws Exception {
        BatchedLookup<Integer, String> failing = new BatchedLookup<>(
                this::one,
                keys -> {
                    throw new IllegalStateException("broken");
                },
                LONG);
        occupy(failing);
        Future<String> first = waits(failing, 1);
        Future<String> second = waits(failing, 2);
        Future<String> third = waits(failing, 3);

        onePlace.countDown();

        // Who made the batch is told what went wrong.
        assertThatThrownBy(first::get).hasRootCauseMessage("broken");
        assertThat(second.get()).isEqualTo("of 2");
        assertThat(third.get()).isEqualTo("of 3");
        assertThat(failing.find(4)).isEqualTo("of 4");
    }

    @Test
    void throwsWhatLookingUpThrowsAndGoesOn() {
        AtomicInteger times = new AtomicInteger();
        BatchedLookup<Integer, String> failing = new BatchedLookup<>(
                key -> {
                    if (times.incrementAndGet() <= 10) {
                        throw new IllegalStateException("no " + key);
                    }
                    return "yes";
                },
                this::several,
                LONG);

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> failing.find(3)).hasMessage("no 3");
        }
        assertThat(failing.find(3)).isEqualTo("yes");
    }

    @Test
    void looksUpAloneWhoHasWaitedLongEnough() {
        BatchedLookup<Integer, String> impatient = new BatchedLookup<>(this::one, this::several, Duration.ofMillis(50));
        List<Future<String>> stuck = occupy(impatient);

        assertThat(impatient.find(4)).isEqualTo("of 4");

        assertThat(stuck).noneMatch(Future::isDone);
        assertThat(together).isEmpty();
    }

    @Test
    void looksUpNobodyWhoHasLeft() throws Exception {
        BatchedLookup<Integer, String> impatient = new BatchedLookup<>(this::one, this::several, Duration.ofMillis(50));
        occupy(impatient);
        impatient.find(4);
        onePlace.countDown();

        assertThat(impatient.find(5)).isEqualTo("of 5");

        assertThat(together).isEmpty();
    }

    @Test
    void looksUpAloneWhoIsInterrupted() throws Exception {
        occupy(lookup);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread client = new Thread(() -> {
            String found = lookup.find(5);
            if (found.equals("of 5") && Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        });
        client.start();
        awaitWaiting(client);

        client.interrupt();

        interrupted.await();
        client.join();
    }

    @Test
    void findsForEverybodyTheirOwnWhateverFailsAndWhoeverIsSlow() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        AtomicInteger several = new AtomicInteger();
        BatchedLookup<Integer, String> unreliable = new BatchedLookup<>(
                key -> {
                    pause(key);
                    return "of " + key;
                },
                keys -> {
                    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    try {
                        several.incrementAndGet();
                        assertThat(keys).hasSizeBetween(2, BatchedLookup.BATCH_SIZE);
                        pause(keys.get(0));
                        if (keys.stream().mapToInt(key -> key).sum() % 5 == 0) {
                            throw new IllegalStateException("broken");
                        }
                        Map<Integer, String> answers = new HashMap<>();
                        keys.forEach(key -> answers.put(key, "of " + key));
                        return answers::get;
                    } finally {
                        atOnce.decrementAndGet();
                    }
                },
                Duration.ofMillis(1));

        List<Future<Integer>> clients = IntStream.range(0, 24)
                .mapToObj(seed -> threads.submit(() -> {
                    Random random = new Random(seed);
                    int answered = 0;
                    for (int i = 0; i < 2_000; i++) {
                        int key = random.nextInt(1_000);
                        try {
                            assertThat(unreliable.find(key)).isEqualTo("of " + key);
                            answered++;
                        } catch (IllegalStateException broken) {
                            assertThat(broken).hasMessage("broken");
                        }
                    }
                    return answered;
                }))
                .toList();

        for (Future<Integer> client : clients) {
            assertThat(client.get()).isGreaterThan(1_000);
        }
        assertThat(several).hasPositiveValue();
        assertThat(mostAtOnce).hasValueLessThanOrEqualTo(BatchedLookup.IN_FLIGHT);
        assertThat(unreliable.find(1)).isEqualTo("of 1");
    }

    /** Asks as many questions as are on their way at once, of which one is answered when it is told to be. */
    private List<Future<String>> occupy(BatchedLookup<Integer, String> lookup) {
        return Stream.generate(() -> waits(lookup, STUCK))
                .limit(BatchedLookup.IN_FLIGHT)
                .toList();
    }

    /** Asks in a thread, and returns when that waits. */
    private Future<String> waits(BatchedLookup<Integer, String> lookup, int key) {
        CompletableFuture<Thread> client = new CompletableFuture<>();
        Future<String> answered = threads.submit(() -> {
            client.complete(Thread.currentThread());
            return lookup.find(key);
        });
        awaitWaiting(client.join());
        return answered;
    }

    private static void awaitWaiting(Thread client) {
        while (client.getState() != Thread.State.WAITING && client.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private String one(int key) {
        alone.add(key);
        if (key == STUCK) {
            try {
                (places.getAndIncrement() == 0 ? onePlace : end).await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
        return "of " + key;
    }

    private Function<Integer, String> several(List<Integer> keys) {
        together.add(keys);
        Map<Integer, String> answers = new HashMap<>();
        keys.forEach(key -> answers.put(key, "of " + key));
        return answers::get;
    }

    /** Now and then, as if something took its time. */
    private static void pause(int key) {
        if (key % 7 == 0) {
            try {
                Thread.sleep(0, 200_000);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
