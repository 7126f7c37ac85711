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
 * Looks up keys of concurrent requests together. At most {@value #IN_FLIGHT} lookups run at a time. While a place is
 * free, a request looks up its key alone and at once. Otherwise it waits. The next lookup then includes its key and
 * others, up to {@value #BATCH_SIZE}. A lookup starts after all its requests have arrived, so batches do not make data
 * older. See docs/decisions/0018-callers-are-looked-up-in-batches.md.
 *
 * @param <K> the key; needs equals and hashCode
 * @param <V> the value
 */
final class BatchedLookup<K, V> {

    /** The maximum number of keys per lookup. */
    static final int BATCH_SIZE = 8;

    /** The maximum number of lookups at a time: one in PostgreSQL while the service reads the result of another. */
    static final int IN_FLIGHT = 2;

    private final Function<K, V> one;
    private final Function<List<K>, Function<K, V>> several;
    private final Duration patience;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Queue<Waiting<K, V>> waiting = new ConcurrentLinkedQueue<>();

    /** A request that waits. Its turn is either to look up the key itself, or to take the value from a batch. */
    private record Waiting<K, V>(K key, CompletableFuture<Supplier<V>> turn) {}

    /**
     * @param one looks up one key
     * @param several looks up 2 to {@value #BATCH_SIZE} keys, and returns a function from each of these keys to its
     *     value
     * @param patience how long a request waits for a batch; then it looks up its key alone
     */
    BatchedLookup(Function<K, V> one, Function<List<K>, Function<K, V>> several, Duration patience) {
        this.one = one;
        this.several = several;
        this.patience = patience;
    }

    /**
     * Finds the value of a key.
     *
     * @throws RuntimeException from the lookup. If a batch fails, only the request that made it fails. The other
     *     requests look up their keys alone
     */
    V find(K key) {
        if (places.tryAcquire()) {
            return lookUp(key);
        }
        Waiting<K, V> own = new Waiting<>(key, new CompletableFuture<>());
        waiting.add(own);
        if (places.tryAcquire()) {
            // Another thread may have released its place before it could see this request wait.
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

    /**
     * Stops waiting, unless the turn came at the last moment. Then {@code complete} has no effect, and the request must
     * take its turn: it may own a place, which it must pass on.
     */
    private void leave(Waiting<K, V> own) {
        own.turn.complete(() -> one.apply(own.key));
        waiting.remove(own);
    }

    /** Looks up a key together with the keys that wait, and passes the place on. The caller must own a place. */
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
            // If the batch failed, this is still "one": one of the keys may be the cause, so each is looked up alone.
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

    /** Gives the place to the request that has waited longest. If none waits, releases the place. */
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
            // A request may have started to wait after poll and before release. It saw no free place.
        } while (!waiting.isEmpty() && places.tryAcquire());
    }
}
