package dev.rollcall.reconciliation;

import dev.rollcall.database.Jobs;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import dev.rollcall.verdict.Departures;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Syncs identities when they are due. All replicas do, and the queue gives each identity to one of them. A replica claims
 * only as many identities as it has free threads, so that no lease expires while its identity waits for a thread.
 */
@ApplicationScoped
class Reconciliation {

    /** How long running syncs may take to finish when the process stops. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** How long they may take after they were interrupted. */
    private static final Duration INTERRUPTION = Duration.ofSeconds(2);

    private final ProfileSync sync;
    private final SyncQueue queue;
    private final Providers providers;
    private final Departures departures;
    private final ReconciliationConfig config;
    private final ExecutorService executor;
    private final Semaphore slots;
    private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Reconciliation(
            ProfileSync sync,
            SyncQueue queue,
            Providers providers,
            Departures departures,
            ReconciliationConfig config) {
        this.sync = sync;
        this.queue = queue;
        this.providers = providers;
        this.departures = departures;
        this.config = config;
        this.executor = Executors.newFixedThreadPool(config.concurrency());
        this.slots = new Semaphore(config.concurrency());
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.every(), "reconciliation", this::run);
        jobs.every(config.every(), "refused-tokens", this::forgetRefused);
    }

    /** Deletes the tokens that providers have refused for too long. */
    void forgetRefused() {
        int forgotten = queue.forgetRefused(config.refusedTokens());
        if (forgotten > 0) {
            Log.infof(
                    "Deleted %d tokens that their providers had refused for %s. Their people must sign in again.",
                    forgotten, config.refusedTokens());
        }
    }

    /** Claims nothing more, and waits for running syncs. Other replicas repeat those that take too long. */
    void stop(@Observes ShutdownEvent stop) {
        stopping = true;
        try {
            if (!slots.tryAcquire(config.concurrency(), DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                giveBack(List.copyOf(underWay));
                executor.shutdownNow();
                // The database is still there, so they notice that their lease is lost.
                executor.awaitTermination(INTERRUPTION.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    /** Called before the threads are interrupted: without its lease a sync cannot store that as a failure. */
    private void giveBack(List<Claim> late) {
        try {
            queue.giveBack(late);
            Log.infof("%d syncs did not finish before the stop. Other replicas repeat them.", late.size());
        } catch (RuntimeException failure) {
            Log.warnf(
                    failure,
                    "The leases of %d syncs could not be given back. Other replicas repeat them once the leases expire.",
                    late.size());
        }
    }

    /** Syncs all identities that are due, and returns when that is done. */
    void run() {
        departures.askAgain();
        try {
            while (!stopping && round()) {
                // The next round looks for more.
            }
            slots.acquire(config.concurrency());
            slots.release(config.concurrency());
            departures.report();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes turns between the providers, so that one with a long queue does not keep the others waiting. */
    private boolean round() throws InterruptedException {
        boolean found = false;
        for (ProviderClient client : providers.all()) {
            found |= !stopping && take(client);
        }
        return found;
    }

    private boolean take(ProviderClient client) throws InterruptedException {
        slots.acquire();
        int free = Math.min(1 + slots.drainPermits(), config.concurrency());
        int number = Math.min(free, config.batch());
        int started = 0;
        try {
            List<Claim> taken = queue.claim(client, number);
            for (Claim claim : taken) {
                underWay.add(claim);
                executor.execute(() -> sync(claim));
                started++;
            }
            return !taken.isEmpty();
        } finally {
            slots.release(free - started);
        }
    }

    private void sync(Claim claim) {
        try {
            sync.run(claim);
        } catch (RuntimeException failure) {
            // PostgreSQL failed, most likely. The lease expires, and a replica tries again.
            Log.warnf(failure, "The result of a sync of identity %s could not be stored", claim.identity().id);
        } finally {
            underWay.remove(claim);
            slots.release();
        }
    }
}
