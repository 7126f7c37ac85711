package dev.rollcall.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks up together what is asked for at the same time. Who comes while {@value #IN_FLIGHT} lookups are on their way waits for
 * the next one, which takes up to {@value #BATCH_SIZE} along; who comes alone is looked up alone and at once. Every lookup begins
 * after those it is made for have come, so that nothing is older than without batches. See
 * docs/decisions/0018-callers-are-looked-up-in-batches.md.
 *
 * @param <K> what is looked up, with equals
 * @param <V> what is found
 */
final class BatchedLookup<K, V> {

    /** How many are looked up at once, at most. */
    static final int BATCH_SIZE = 8;

    /** One is answered while the next is made. */
    static final int IN_FLIGHT = 2;

    private final Function<K, V> one;
    private final Function<List<K>, Function<K, V>> several;
    private final Duration patience;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Queue<Waiting<K, V>> waiting = new ConcurrentLinkedQueue<>();

    /** Somebody who waits for their turn: to look up, or to take what another has found for them. */
    private record Waiting<K, V>(K key, CompletableFuture<Supplier<V>> turn) {}

    /**
     * @param one looks up one key
     * @param several looks up 2 to {@value #BATCH_SIZE} keys, and returns what is found for each of them
     * @param patience after which who waits counts on others no longer, and looks up alone
     */
    BatchedLookup(Function<K, V> one, Function<List<K>, Function<K, V>> several, Duration patience) {
        this.one = one;
        this.several = several;
        this.patience = patience;
    }

    /**
     * Finds what belongs to a key.
     *
     * @throws RuntimeException what looking up throws. A batch that fails is its maker's failure only: those whom it took along are
     *     looked up once more, alone
     */
    V find(K key) {
        if (places.tryAcquire()) {
            return lookUp(key);
        }
        Waiting<K, V> own = new Waiting<>(key, new CompletableFuture<>());
        waiting.add(own);
        if (places.tryAcquire()) {
            // Who has just given it back may not have seen anybody wait.
            passOn();
        }
        try {
            own.turn.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            leave(own);
        } catch (InterruptedException stop) {
            leave(own);
            Thread.currentThread().interrupt();
        }
        return own.turn.join().get();
    }

    /** Stops waiting, unless the turn has come in the last moment: with it there may be a place, which has to be passed on. */
    private void leave(Waiting<K, V> own) {
        own.turn.complete(() -> one.apply(own.key));
        waiting.remove(own);
    }

    /** Looks up with a place, for those who wait as well, and passes the place on. */
    private V lookUp(K key) {
        List<Waiting<K, V>> others = others();
        Function<K, V> found = one;
        try {
            if (others.isEmpty()) {
                return one.apply(key);
            }
            found = several.apply(Stream.concat(Stream.of(key), others.stream().map(Waiting::key))
                    .toList());
            return found.apply(key);
        } finally {
            passOn();
            // If the batch has failed, that may be because of one of them: everybody else tries alone.
            Function<K, V> known = found;
            others.forEach(other -> other.turn.complete(() -> known.apply(other.key)));
        }
    }

    private List<Waiting<K, V>> others() {
        List<Waiting<K, V>> others = new ArrayList<>(BATCH_SIZE);
        Waiting<K, V> next;
        while (others.size() < BATCH_SIZE - 1 && (next = waiting.poll()) != null) {
            others.add(next);
        }
        return others;
    }

    /** Gives a place to who has waited longest, or back. */
    private void passOn() {
        do {
            Waiting<K, V> next;
            while ((next = waiting.poll()) != null) {
                K key = next.key;
                if (next.turn.complete(() -> lookUp(key))) {
                    return;
                }
            }
            places.release();
            // Who has come between these two saw no place, and waits for one.
        } while (!waiting.isEmpty() && places.tryAcquire());
    }
}
