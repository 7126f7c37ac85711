package dev.rollcall.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts credentials by kind and outcome, as the metric {@code rollcall.authentications}. */
@Singleton
public class Authentications {

    /** The kind of a credential. */
    public enum Credential {
        TOKEN,
        JWT,
        SESSION,
        UPDATE
    }

    /** The result of checking a credential. */
    public enum Outcome {
        ACCEPTED,
        /** Unknown, revoked or expired, or the account is not active. The statement does not tell these apart. */
        REFUSED,
        /** Not in the format of such a credential, so it was not looked up. */
        MALFORMED,
        /** The database or the issuer failed, so the credential may be valid. */
        UNDECIDED
    }

    private final Map<Credential, Map<Outcome, Counter>> counters = new EnumMap<>(Credential.class);

    Authentications(MeterRegistry metrics) {
        // Registers all counters at startup. Prometheus sees no increase if a counter first appears with the value 1.
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
                .description("Credentials that clients sent, by kind and outcome")
                .tag("credential", credential.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
