package dev.rollcall.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What came of asking a provider with somebody's token; see docs/decisions/0010-one-outcome-type-for-providers.md. No
 * outcome contains the token.
 */
public sealed interface Outcome<T> {

    /**
     * The answer.
     *
     * @param etag makes the next question with the same token conditional; empty where that is not possible
     * @param quota what the provider said about the token's quota
     */
    record Ok<T>(T value, Optional<String> etag, Optional<Quota> quota) implements Outcome<T> {}

    /** The answer is the same as that with the given ETag. */
    record Unchanged<T>() implements Outcome<T> {}

    /** The token is no longer good: it was revoked, or it has expired. */
    record Revoked<T>() implements Outcome<T> {}

    /**
     * The person has not consented to enough.
     *
     * @param wanted any one of these scopes would do; empty if the provider does not say
     */
    record InsufficientScope<T>(Set<String> wanted) implements Outcome<T> {}

    /**
     * The organization shows itself only to who has signed in to it by single sign-on.
     *
     * @param url where they do that
     */
    record SsoRequired<T>(Optional<String> url) implements Outcome<T> {}

    /** The provider wants no more questions until then. The token is as good as before. */
    record Limited<T>(Instant until) implements Outcome<T> {}

    /** There is no such thing, or the person may not see it; providers do not tell which. */
    record NotFound<T>() implements Outcome<T> {}

    /** The provider has suspended the account. */
    record Suspended<T>() implements Outcome<T> {}

    /**
     * Nobody knows: no answer, or none that makes sense. What is known stays as it is.
     *
     * @param reason for the operator
     * @param timedOut whether it is only known that no answer came in time
     */
    record Transient<T>(String reason, boolean timedOut) implements Outcome<T> {

        public Transient(String reason) {
            this(reason, false);
        }
    }

    /**
     * How much may still be asked.
     *
     * @param limit questions per period
     * @param remaining what is left of them
     * @param reset when the next period begins
     */
    record Quota(long limit, long remaining, Instant reset) {}

    /** Goes on with an answer; every other outcome stays what it is. */
    @SuppressWarnings("unchecked") // Other outcomes than Ok contain no T.
    default <R> Outcome<R> then(Function<Ok<T>, Outcome<R>> next) {
        return this instanceof Ok<T> ok ? next.apply(ok) : (Outcome<R>) this;
    }
}
