package dev.rollcall.jwt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.UnresolvableKeyException;

/** Counts refused JWTs by reason, as the metric {@code rollcall.jwt.refused}. Nothing in it comes from a token. */
@Singleton
class Refusals {

    /** Why a JWT is refused. If a token has several faults, the first one here counts. */
    enum Reason {
        /** No JWS in compact form (RFC 7515, section 3.1), or its JSON is malformed. */
        MALFORMED,
        /** The header asks for something that Rollcall does not do: {@code crit}, or a JWT within a JWT. */
        HEADER,
        ALGORITHM,
        /** No issuer, or none that is configured. */
        ISSUER,
        /** The issuer does not publish the key. */
        KEY,
        SIGNATURE,
        /** No time of expiry, or it has passed. */
        EXPIRED,
        NOT_YET_VALID,
        AUDIENCE,
        /** Another kind of token than an access token, such as an ID token. */
        TYPE,
        /** No subject, or an odd one. */
        SUBJECT,
        OTHER,
        /** The token is valid, and the account is not active. */
        ACCOUNT
    }

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    Refusals(MeterRegistry metrics) {
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("rollcall.jwt.refused")
                            .description("JWTs that were refused, by reason")
                            .tag(
                                    "reason",
                                    reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(metrics));
        }
    }

    void count(Reason reason) {
        counters.get(reason).increment();
    }

    /** {@return the reason for which jose4j refused a token} */
    static Reason of(InvalidJwtException refused) {
        if (refused.getCause() instanceof UnresolvableKeyException) {
            return Reason.KEY;
        }
        if (refused.getCause() instanceof InvalidAlgorithmException) {
            return Reason.ALGORITHM;
        }
        return codes(refused).stream().map(Refusals::of).sorted().findFirst().orElse(Reason.OTHER);
    }

    static List<Integer> codes(InvalidJwtException refused) {
        return refused.getErrorDetails().stream()
                .map(ErrorCodeValidator.Error::getErrorCode)
                .toList();
    }

    private static Reason of(int code) {
        return switch (code) {
            case ErrorCodes.JSON_INVALID -> Reason.MALFORMED;
            case ErrorCodes.ISSUER_MISSING, ErrorCodes.ISSUER_INVALID -> Reason.ISSUER;
            case ErrorCodes.SIGNATURE_MISSING, ErrorCodes.SIGNATURE_INVALID -> Reason.SIGNATURE;
            case ErrorCodes.EXPIRED, ErrorCodes.EXPIRATION_MISSING -> Reason.EXPIRED;
            case ErrorCodes.NOT_YET_VALID -> Reason.NOT_YET_VALID;
            case ErrorCodes.AUDIENCE_MISSING, ErrorCodes.AUDIENCE_INVALID -> Reason.AUDIENCE;
            case ErrorCodes.TYPE_MISSING, ErrorCodes.TYPE_INVALID -> Reason.TYPE;
            case ErrorCodes.SUBJECT_MISSING, ErrorCodes.SUBJECT_INVALID -> Reason.SUBJECT;
            default -> Reason.OTHER;
        };
    }
}
