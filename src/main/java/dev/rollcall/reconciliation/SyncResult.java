package dev.rollcall.reconciliation;

import dev.rollcall.provider.Outcome;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What came of asking a provider about a person.
 *
 * @param detail for the operator, or empty; never of a token
 * @param retryAt before then the provider does not want to be asked; null if it did not say so
 */
public record SyncResult(Kind kind, String detail, Instant retryAt) {

    /** What it comes to; the values are stored. */
    public enum Kind {
        /** What is known is what the provider says now. */
        OK("ok"),
        /** So it is, but the person would have to consent to more before their organizations are shown. */
        ORGANIZATIONS_HIDDEN("organizations-hidden"),
        /** Not the organizations: the rest of the quota is the person's. */
        OVER_BUDGET("over-budget"),
        REVOKED("revoked"),
        SCOPE_MISSING("scope-missing"),
        SSO_REQUIRED("sso-required"),
        LIMITED("limited"),
        NOT_FOUND("not-found"),
        SUSPENDED("suspended"),
        MISMATCH("mismatch"),
        DOWN("down"),
        TIMED_OUT("timed-out"),
        /** Somebody else had begun meanwhile, or the identity is no more. Nothing was written. */
        LOST("lost"),
        /** The installation is not configured. */
        UNKNOWN_PROVIDER("unknown-provider");

        final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        static Kind of(String stored) {
            return Stream.of(values())
                    .filter(kind -> kind.stored.equals(stored))
                    .findFirst()
                    .orElse(LOST);
        }

        /** Whether the provider answered as it should. */
        boolean isGood() {
            return this == OK || this == ORGANIZATIONS_HIDDEN || this == OVER_BUDGET;
        }
    }

    static SyncResult of(Kind kind) {
        return new SyncResult(kind, "", null);
    }

    /** What a failure comes to. */
    public static SyncResult of(Outcome<?> failure) {
        if (failure instanceof Outcome.Revoked) {
            return of(Kind.REVOKED);
        }
        if (failure instanceof Outcome.InsufficientScope<?> scope) {
            return new SyncResult(Kind.SCOPE_MISSING, String.join(" or ", scope.wanted()), null);
        }
        if (failure instanceof Outcome.SsoRequired<?> sso) {
            return new SyncResult(Kind.SSO_REQUIRED, sso.url().orElse(""), null);
        }
        if (failure instanceof Outcome.Limited<?> limited) {
            return new SyncResult(Kind.LIMITED, "", limited.until());
        }
        if (failure instanceof Outcome.NotFound) {
            return of(Kind.NOT_FOUND);
        }
        if (failure instanceof Outcome.Suspended) {
            return of(Kind.SUSPENDED);
        }
        if (failure instanceof Outcome.Transient<?> lost) {
            return new SyncResult(lost.timedOut() ? Kind.TIMED_OUT : Kind.DOWN, lost.reason(), null);
        }
        throw new IllegalArgumentException("No failure: " + failure.getClass());
    }
}
