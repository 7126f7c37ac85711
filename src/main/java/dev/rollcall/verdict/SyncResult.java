package dev.rollcall.verdict;

import dev.rollcall.identity.Identity.State;
import dev.rollcall.provider.Outcome;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The result of a sync.
 *
 * @param detail why it failed, for the operator; may be empty, never contains a token. What the person should do about
 *     it, if the kind has several reasons: a sentence, or the name of a scope
 * @param retryAt the provider accepts no requests before this time; null if it did not say so
 */
public record SyncResult(Kind kind, String detail, Instant retryAt) {

    /** The kinds of results. Their names are stored. */
    public enum Kind {
        /** The provider answered, and everything was taken over. */
        OK("ok"),
        /**
         * The profile was taken over. The provider hides some or all organizations, until the person consents to more or
         * uses single sign-on. No stored organization was removed.
         */
        ORGANIZATIONS_HIDDEN("organizations-hidden"),
        /** The profile was taken over, but not the organizations: the rest of the quota is left to the person. */
        OVER_BUDGET("over-budget"),
        REVOKED("revoked", State.NEEDS_REAUTH),
        SCOPE_MISSING("scope-missing", State.NEEDS_REAUTH),
        /** The provider wants this person to do something there first. It works for everybody else. */
        ACTION_REQUIRED("action-required", State.NEEDS_REAUTH),
        /** The provider refuses Rollcall's registration there, so no token can be refreshed. */
        REGISTRATION_REFUSED("registration-refused"),
        SSO_REQUIRED("sso-required"),
        LIMITED("limited"),
        NOT_FOUND("not-found", State.GONE),
        SUSPENDED("suspended", State.SUSPENDED),
        MISMATCH("mismatch", State.MISMATCH),
        DOWN("down"),
        TIMED_OUT("timed-out"),
        /** Another replica or a sign-in was faster, or the identity was deleted. Nothing was written. */
        LOST("lost"),
        /** The identity's installation of the provider is not configured. */
        UNKNOWN_PROVIDER("unknown-provider");

        public final String stored;

        /** What the identity becomes if this answer is believed; null if it says nothing about the person. */
        final State state;

        Kind(String stored) {
            this(stored, null);
        }

        Kind(String stored, State state) {
            this.stored = stored;
            this.state = state;
        }

        /** Finds a kind by its stored name. Without one no sync has finished yet, which is like {@link #LOST}. */
        public static Kind of(String stored) {
            return Stream.of(values())
                    .filter(kind -> kind.stored.equals(stored))
                    .findFirst()
                    .orElse(LOST);
        }

        /** Whether the profile was taken over. */
        public boolean isGood() {
            return this == OK || this == ORGANIZATIONS_HIDDEN || this == OVER_BUDGET;
        }
    }

    /** A result without details. */
    public static SyncResult of(Kind kind) {
        return new SyncResult(kind, "", null);
    }

    /** Converts a failure. */
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
        if (failure instanceof Outcome.NotFound<?> absent) {
            return new SyncResult(Kind.NOT_FOUND, absent.advice(), null);
        }
        if (failure instanceof Outcome.ActionRequired<?> required) {
            return new SyncResult(Kind.ACTION_REQUIRED, required.advice(), null);
        }
        if (failure instanceof Outcome.RegistrationRefused<?> refused) {
            return new SyncResult(Kind.REGISTRATION_REFUSED, refused.reason(), null);
        }
        if (failure instanceof Outcome.Suspended) {
            return of(Kind.SUSPENDED);
        }
        if (failure instanceof Outcome.Transient<?> lost) {
            return new SyncResult(lost.timedOut() ? Kind.TIMED_OUT : Kind.DOWN, lost.reason(), null);
        }
        throw new IllegalArgumentException("Not a failure: " + failure.getClass());
    }
}
