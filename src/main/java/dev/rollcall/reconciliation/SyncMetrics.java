package dev.rollcall.reconciliation;

import dev.rollcall.database.Jobs;
import dev.rollcall.identity.Identity;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.verdict.SyncResult.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;

/** Metrics of syncs. Every replica publishes the same lag and states, and its own syncs and quotas. */
@ApplicationScoped
class SyncMetrics {

    private final MeterRegistry registry;
    private final StatelessSession database;
    private final AtomicReference<Double> lag;
    private final Map<String, AtomicReference<Double>> states;
    private final Map<String, AtomicReference<Double>> quotas = new ConcurrentHashMap<>();

    SyncMetrics(MeterRegistry registry, StatelessSession database) {
        this.registry = registry;
        this.database = database;
        this.lag =
                gauge("rollcall.reconciliation.lag", "Seconds that the most overdue identity has waited for its sync");
        this.states = Stream.of(Identity.State.values())
                .map(state -> state.stored)
                .collect(Collectors.toMap(
                        Function.identity(),
                        state -> gauge(
                                "rollcall.identities", "Identities by state, a minute old at most", "state", state)));
    }

    private AtomicReference<Double> gauge(String name, String description, String... tags) {
        AtomicReference<Double> value = new AtomicReference<>(0.0);
        Gauge.builder(name, value, AtomicReference::get)
                .description(description)
                .tags(tags)
                .register(registry);
        return value;
    }

    /** Measures on a schedule, so that no scrape waits for the database. */
    void schedule(@Observes StartupEvent starting, Jobs jobs, ReconciliationConfig config) {
        jobs.every(config.every().multipliedBy(2), config.every(), "identity-metrics", this::measure);
    }

    @Transactional(TxType.REQUIRES_NEW)
    void measure() {
        lag.set(database.createNativeQuery("""
                        select greatest(0, extract(epoch from now() - min(next_sync_at)))::double precision as lag
                        from identity_sync where next_sync_at <= now()""", Tuple.class).getSingleResult().get("lag", Double.class));
        Map<String, Double> counted = database.createNativeQuery(
                        "select state, count(*) as number from identity group by state", Tuple.class)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> row.get("state", String.class),
                        row -> row.get("number", Long.class).doubleValue()));
        states.forEach((state, number) -> number.set(counted.getOrDefault(state, 0.0)));
    }

    void finished(ProviderClient client, Kind kind) {
        registry.counter("rollcall.provider.syncs", "provider", client.name(), "outcome", kind.stored)
                .increment();
    }

    void quota(ProviderClient client, Quota quota) {
        double left = quota.limit() == 0 ? 0 : (double) quota.remaining() / quota.limit();
        quotas.computeIfAbsent(
                        client.name(),
                        name -> gauge(
                                "rollcall.provider.quota.left",
                                "Share of their quota that the last synced person had left",
                                "provider",
                                name))
                .set(left);
    }
}
