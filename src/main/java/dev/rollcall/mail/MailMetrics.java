package dev.rollcall.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts what became of attempts to send mails. */
@Singleton
class MailMetrics {

    private final Counter sent;
    private final Counter refused;
    private final Counter retried;
    private final Counter abandoned;

    MailMetrics(MeterRegistry metrics) {
        this.sent = counter(metrics, "sent");
        this.refused = counter(metrics, "refused");
        this.retried = counter(metrics, "retried");
        this.abandoned = counter(metrics, "abandoned");
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("rollcall.mails")
                .description("Attempts to send a mail, by outcome")
                .tag("outcome", outcome)
                .register(metrics);
    }

    void sent() {
        sent.increment();
    }

    void refused() {
        refused.increment();
    }

    void retried() {
        retried.increment();
    }

    void abandoned() {
        abandoned.increment();
    }
}
