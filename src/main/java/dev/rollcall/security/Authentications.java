package dev.rollcall.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Counts what became of the credentials that came. */
@Singleton
public class Authentications {

    /** What was presented. */
    public enum Credential {
        TOKEN,
        JWT,
        SESSION
    }

    /** What became of it. */
    public enum Outcome {
        ACCEPTED,
        /**
         * Nobody's, revoked, expired, or of somebody who is suspended: one statement finds the caller, and does not say why
         * it finds none.
         */
        REFUSED,
        /** Not even of the right form. */
        MALFORMED,
        /** The database, or the issuer, could not be asked. */
        UNDECIDED
    }

    private final MeterRegistry metrics;

    Authentications(MeterRegistry metrics) {
        this.metrics = metrics;
        // All from the start: a counter that appears with its first event has no increase that an alert could see.
        for (Credential credential : Credential.values()) {
            for (Outcome outcome : Outcome.values()) {
                counter(credential, outcome);
            }
        }
    }

    public void count(Credential credential, Outcome outcome) {
        counter(credential, outcome).increment();
    }

    private Counter counter(Credential credential, Outcome outcome) {
        return Counter.builder("rollcall.authentications")
                .description("Credentials that came with requests, by what became of them")
                .tag("credential", credential.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
