package dev.rollcall.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

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

    private final Map<Credential, Map<Outcome, Counter>> counters = new EnumMap<>(Credential.class);

    Authentications(MeterRegistry metrics) {
        // All from the start: a counter that appears with its first event has no increase that an alert could see.
        for (Credential credential : Credential.values()) {
            Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, counter(metrics, credential, outcome));
            }
            counters.put(credential, outcomes);
        }
    }

    public void count(Credential credential, Outcome outcome) {
        counters.get(credential).get(outcome).increment();
    }

    private static Counter counter(MeterRegistry metrics, Credential credential, Outcome outcome) {
        return Counter.builder("rollcall.authentications")
                .description("Credentials that came with requests, by what became of them")
                .tag("credential", credential.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
