package dev.rollcall.state;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of updates and states. */
@Singleton
public class StateMetrics {

    private final Map<UpdateStatus, Counter> ended = new EnumMap<>(UpdateStatus.class);
    private final AtomicLong running = new AtomicLong();
    private final Counter bytes;
    private final Timer writes;

    StateMetrics(MeterRegistry metrics) {
        // All of them from the start: Prometheus sees no increase if a counter first appears with the value 1.
        for (UpdateStatus status : UpdateStatus.values()) {
            if (status != UpdateStatus.NOT_STARTED && status != UpdateStatus.RUNNING) {
                ended.put(
                        status,
                        Counter.builder("rollcall.state.updates.ended")
                                .description("Updates of stacks that ended, without dry runs")
                                .tag("status", status.stored)
                                .register(metrics));
            }
        }
        Gauge.builder("rollcall.state.updates.running", running, AtomicLong::get)
                .description("Updates of stacks that run on all replicas, without dry runs")
                .register(metrics);
        this.bytes = Counter.builder("rollcall.state.written")
                .description("Bytes of states that were written, after compression")
                .baseUnit("bytes")
                .register(metrics);
        this.writes = Timer.builder("rollcall.state.write")
                .description("Time from reading a state from its request to its commit")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(metrics);
    }

    void ended(UpdateStatus status) {
        ended.get(status).increment();
    }

    void running(long number) {
        running.set(number);
    }

    /** Counts a state that was written. */
    public void written(long size, Duration time) {
        bytes.increment((double) size);
        writes.record(time);
    }
}
