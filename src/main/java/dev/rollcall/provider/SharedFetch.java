package dev.rollcall.provider;

import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Something on another server that many requests need, such as the keys of an issuer. One fetch runs at a time, on a
 * thread of its own. Few requests wait for it, and only for a short time, so a server that hangs does not keep the
 * threads of this one. See docs/decisions/0007-several-issuers-of-jwts.md.
 */
public class SharedFetch<T> {

    /** How long requests wait, from the start of the fetch. Once it has passed, no request waits for this fetch. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Outcome<T>> request;
    private final Duration pause;
    private final Semaphore waiting;
    private final Executor executor;
    private final Clock clock;

    private volatile Optional<Fetched<T>> latest = Optional.empty();
    private Attempt<T> attempt;
    private Instant noFetchBefore = Instant.MIN;

    /**
     * A successful response.
     *
     * @param at when the fetch began
     */
    public record Fetched<T>(Ok<T> response, Instant at) {}

    /**
     * @param begin in nanoseconds of {@link System#nanoTime}
     */
    private record Attempt<T>(CompletableFuture<Outcome<T>> outcome, long begin) {}

    /**
     * Fetches nothing yet.
     *
     * @param request sends the request; takes a bounded time
     * @param pause no fetch for so long after a failure: the failure is the outcome until then
     * @param waiting a permit for each request that may wait
     * @param executor runs the fetch
     */
    public SharedFetch(
            Supplier<Outcome<T>> request, Duration pause, Semaphore waiting, Executor executor, Clock clock) {
        this.request = request;
        this.pause = pause;
        this.waiting = waiting;
        this.executor = executor;
        this.clock = clock;
    }

    /** An executor that runs each task on a new thread. There is one per fetch, so there are few. */
    public static Executor newThreads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        };
    }

    /** {@return the latest successful response} Never fetches. */
    public Optional<Fetched<T>> latest() {
        return latest;
    }

    /** {@return whether a fetch is running} */
    public synchronized boolean isRunning() {
        return attempt != null && !attempt.outcome().isDone();
    }

    /** Starts a fetch, unless one is running or has just failed. Does not wait for it. */
    public synchronized void start() {
        boolean rests = clock.instant().isBefore(noFetchBefore);
        if (!isRunning() && !(attempt != null && rests)) {
            Attempt<T> next = new Attempt<>(new CompletableFuture<>(), System.nanoTime());
            attempt = next;
            executor.execute(() -> run(next));
        }
    }

    private void run(Attempt<T> running) {
        Instant begin = clock.instant();
        Outcome<T> outcome = new Transient<>("the fetch failed");
        try {
            outcome = request.get();
        } catch (RuntimeException mistake) {
            outcome = new Transient<>("the fetch failed: " + mistake.getClass().getSimpleName());
        } finally {
            // Also after an Error. Otherwise there would never be another fetch.
            finish(running, outcome, begin);
        }
    }

    private void finish(Attempt<T> running, Outcome<T> outcome, Instant begin) {
        synchronized (this) {
            if (outcome instanceof Ok<T> ok) {
                latest = Optional.of(new Fetched<>(ok, begin));
                noFetchBefore = Instant.MIN;
            } else {
                noFetchBefore = clock.instant().plus(pause);
            }
        }
        running.outcome().complete(outcome);
    }

    /**
     * Fetches and waits, at most 2 s. Fetches nothing if there is a newer response than the known one, or if a fetch is
     * running or has just failed.
     *
     * @param known the latest response that the caller has
     * @return {@link Transient} if there is no response in time, or if too many requests wait already
     */
    public Outcome<T> fetch(Optional<Fetched<T>> known) {
        Attempt<T> joined;
        synchronized (this) {
            Optional<Fetched<T>> newer = latest;
            if (newer.isPresent() && !newer.equals(known)) {
                return newer.get().response();
            }
            start();
            joined = attempt;
        }
        return await(joined);
    }

    private Outcome<T> await(Attempt<T> joined) {
        CompletableFuture<Outcome<T>> outcome = joined.outcome();
        if (outcome.isDone()) {
            return outcome.join();
        }
        long left = PATIENCE.toNanos() - (System.nanoTime() - joined.begin());
        if (left <= 0 || !waiting.tryAcquire()) {
            return late();
        }
        try {
            return outcome.get(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return late();
        } catch (TimeoutException | ExecutionException noResponse) {
            return late();
        } finally {
            waiting.release();
        }
    }

    private Outcome<T> late() {
        return new Transient<>("the server takes long to respond", true);
    }
}
