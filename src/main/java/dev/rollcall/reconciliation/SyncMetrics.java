package dev.rollcall.reconciliation;

import dev.rollcall.identity.Identity;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.reconciliation.SyncResult.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;

/** What this replica hears from providers, and how far the reconciliation is. */
@ApplicationScoped
class SyncMetrics {

    private final MeterRegistry registry;
    private final StatelessSession database;
    private final AtomicReference<Double> lag = new AtomicReference<>(0.0);
    private final Map<String, AtomicReference<Double>> states = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<Double>> quotas = new ConcurrentHashMap<>();

    SyncMetrics(MeterRegistry registry, StatelessSession database) {
        this.registry = registry;
        this.database = database;
    }

    /** Asks the database as often as the values are looked for; replicas say the same. */
    void measure(@Observes StartupEvent starting, Scheduler scheduler, ReconciliationConfig config) {
        Gauge.builder("rollcall.reconciliation.lag", lag, AtomicReference::get)
                .description("Seconds that the identity waits which has waited longest")
                .register(registry);
        for (Identity.State state : Identity.State.values()) {
            states.put(state.stored, new AtomicReference<>(0.0));
            Gauge.builder("rollcall.identities", states.get(state.stored), AtomicReference::get)
                    .description("Identities by their state, as of a minute ago")
                    .tag("state", state.stored)
                    .register(registry);
        }
        scheduler
                .newJob("identity-metrics")
                .setInterval(config.every().multipliedBy(2).toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> measure())
                .schedule();
    }

    void measure() {
        QuarkusTransaction.requiringNew().run(() -> {
            lag.set(database.createNativeQuery("""
                            select greatest(0, extract(epoch from now() - min(next_sync_at)))::double precision
                            from identity_sync where next_sync_at <= now()""", Double.class)
                    .getResultStream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(0.0));
            Map<String, Double> counted = database.createNativeQuery(
                            "select state, count(*) as number from identity group by state", Tuple.class)
                    .getResultStream()
                    .collect(Collectors.toMap(
                            row -> row.get("state", String.class),
                            row -> row.get("number", Long.class).doubleValue()));
            states.forEach((state, number) -> number.set(counted.getOrDefault(state, 0.0)));
        });
    }

    void finished(ProviderClient client, Kind kind) {
        registry.counter("rollcall.provider.syncs", "provider", client.name(), "outcome", kind.stored)
                .increment();
    }

    void quota(ProviderClient client, Quota quota) {
        double left = quota.limit() == 0 ? 0 : (double) quota.remaining() / quota.limit();
        quotas.computeIfAbsent(client.name(), this::gauge).set(left);
    }

    private AtomicReference<Double> gauge(String provider) {
        AtomicReference<Double> left = new AtomicReference<>(0.0);
        Gauge.builder("rollcall.provider.quota.left", left, AtomicReference::get)
                .description("Share of the quota that is left to the person who was asked about last")
                .tag("provider", provider)
                .register(registry);
        return left;
    }
}
