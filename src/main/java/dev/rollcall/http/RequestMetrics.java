package dev.rollcall.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** Counts requests in buckets of their duration, so Prometheus can compute percentiles over all replicas. */
class RequestMetrics {

    private static final String REQUESTS = "http.server.requests";

    private static final double[] BUCKETS = DoubleStream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
            .map(milliseconds -> milliseconds * Duration.ofMillis(1).toNanos())
            .toArray();

    @Produces
    @Singleton
    MeterFilter buckets() {
        return new MeterFilter() {
            /** A path that is not a URI is refused before {@link RequestFilter} can set the route. */
            @Override
            public Meter.Id map(Meter.Id meter) {
                return meter.getName().equals(REQUESTS) && "400".equals(meter.getTag("status"))
                        ? meter.withTag(Tag.of("uri", RequestFilter.OTHER))
                        : meter;
            }

            @Override
            public DistributionStatisticConfig configure(Meter.Id meter, DistributionStatisticConfig config) {
                return meter.getName().equals(REQUESTS)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(BUCKETS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
