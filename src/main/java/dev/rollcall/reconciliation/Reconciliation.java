package dev.rollcall.reconciliation;

import dev.rollcall.identity.Identity;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.Providers;
import dev.rollcall.reconciliation.SyncQueue.Claim;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks about identities when they are due. All replicas do; the queue gives each identity to one of them. A replica takes
 * only as many as it can ask about at once, so that no lease runs out while its identity waits for a thread.
 */
@ApplicationScoped
class Reconciliation {

    /** What is under way when the process is told to stop may take this long. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** And this long when it is interrupted. */
    private static final Duration INTERRUPTION = Duration.ofSeconds(2);

    private final ProfileSync sync;
    private final SyncQueue queue;
    private final ProviderStates states;
    private final Providers providers;
    private final ReconciliationConfig config;
    private final ExecutorService executor;
    private final Semaphore slots;
    private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Reconciliation(
            ProfileSync sync,
            SyncQueue queue,
            ProviderStates states,
            Providers providers,
            ReconciliationConfig config) {
        this.sync = sync;
        this.queue = queue;
        this.states = states;
        this.providers = providers;
        this.config = config;
        this.executor = Executors.newFixedThreadPool(config.concurrency());
        this.slots = new Semaphore(config.concurrency());
    }

    void schedule(@Observes StartupEvent starting, Scheduler scheduler) {
        scheduler
                .newJob("reconciliation")
                .setInterval(config.every().toString())
                .setDelayed(config.every().toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> run())
                .schedule();
    }

    /** Takes nothing new, and lets what is under way come to its end; what takes too long is others' to ask about. */
    void stop(@Observes ShutdownEvent stop) {
        stopping = true;
        try {
            if (!slots.tryAcquire(config.concurrency(), DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                giveBack(List.copyOf(underWay));
                executor.shutdownNow();
                // While there is a database: they notice that the lease is lost.
                executor.awaitTermination(INTERRUPTION.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    /** Before anybody is interrupted: whoever has lost the lease writes down no failure. */
    private void giveBack(List<Claim> late) {
        try {
            QuarkusTransaction.requiringNew().run(() -> queue.giveBack(late));
            Log.infof("%d identities are still being asked about; other replicas will do it again", late.size());
        } catch (RuntimeException failure) {
            Log.warnf(failure, "The leases of %d identities could not be given back, and run out", late.size());
        }
    }

    /** Asks about everybody who is due, and comes back when it has. */
    void run() {
        try {
            while (!stopping && round()) {
                // Until a round finds nobody.
            }
            slots.acquire(config.concurrency());
            slots.release(config.concurrency());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every installation in turn: one with a long queue does not keep the others waiting. */
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
            Map<Claim, Identity> taken = QuarkusTransaction.requiringNew().call(() -> claim(client, number));
            for (Map.Entry<Claim, Identity> one : taken.entrySet()) {
                underWay.add(one.getKey());
                executor.execute(() -> sync(one.getKey(), one.getValue(), client));
                started++;
            }
            return !taken.isEmpty();
        } finally {
            slots.release(free - started);
        }
    }

    private Map<Claim, Identity> claim(ProviderClient client, int number) {
        if (states.isPaused(client.provider(), client.instance())) {
            return Map.of();
        }
        List<Claim> claims = queue.claim(client.provider(), client.instance(), number);
        if (claims.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Identity> identities =
                Identity.<Identity>list(
                                "id in ?1", claims.stream().map(Claim::identity).toList())
                        .stream()
                        .collect(Collectors.toMap(identity -> identity.id, Function.identity()));
        return claims.stream().collect(Collectors.toMap(Function.identity(), one -> identities.get(one.identity())));
    }

    private void sync(Claim claim, Identity identity, ProviderClient client) {
        try {
            sync.run(claim, identity, client, false);
        } catch (RuntimeException failure) {
            // The database's, most likely. The lease runs out, and somebody asks again.
            Log.warnf(failure, "What came of identity %s could not be written", identity.id);
        } finally {
            underWay.remove(claim);
            slots.release();
        }
    }
}
