package dev.rollcall.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The result of a request to a provider with somebody's token: see
 * docs/decisions/0010-one-outcome-type-for-providers.md. No outcome contains the token.
 */
public sealed interface Outcome<T> {

    /**
     * The request succeeded.
     *
     * @param etag makes the next request with the same token conditional; empty if that is not possible
     * @param quota the token's rate limit; empty if the provider does not report it
     * @param complete false if the provider says that it left out something. What is missing in the value may exist
     */
    record Ok<T>(T value, Optional<String> etag, Optional<Quota> quota, boolean complete) implements Outcome<T> {

        public Ok(T value, Optional<String> etag, Optional<Quota> quota) {
            this(value, etag, quota, true);
        }

        public Ok(T value) {
            this(value, Optional.empty(), Optional.empty());
        }
    }

    /** Nothing has changed since the response that had the given ETag. */
    record Unchanged<T>() implements Outcome<T> {}

    /** The token is no longer valid: it was revoked, or it has expired. */
    record Revoked<T>() implements Outcome<T> {}

    /**
     * The person has not consented to enough.
     *
     * @param wanted scopes, any one of which is enough; empty if the provider does not say
     */
    record InsufficientScope<T>(Set<String> wanted) implements Outcome<T> {}

    /**
     * The organization requires single sign-on, and the token's owner has not signed in to it.
     *
     * @param url the page for that, if the provider names one
     */
    record SsoRequired<T>(Optional<String> url) implements Outcome<T> {}

    /** A rate limit: the provider accepts no requests until then. The token stays valid. */
    record Limited<T>(Instant until) implements Outcome<T> {}

    /**
     * It does not exist, or the person may not see it. Providers do not say which.
     *
     * @param advice what the person can do, in a sentence; empty if there is nothing
     */
    record NotFound<T>(String advice) implements Outcome<T> {

        public NotFound() {
            this("");
        }
    }

    /**
     * The provider wants the person to do something on its pages first, for example to use a second factor. This is
     * about one person: the provider works, and other people's tokens are valid.
     *
     * @param advice what to do there, in a sentence
     */
    record ActionRequired<T>(String advice) implements Outcome<T> {}

    /**
     * The provider refuses Rollcall itself. The operator must correct the registration; no token is at fault.
     *
     * @param reason for the operator
     */
    record RegistrationRefused<T>(String reason) implements Outcome<T> {}

    /** The provider has suspended the account. */
    record Suspended<T>() implements Outcome<T> {}

    /**
     * No response, or one that makes no sense. The stored data stays as it is.
     *
     * @param reason for the operator
     * @param timedOut whether the cause is a timeout
     */
    record Transient<T>(String reason, boolean timedOut) implements Outcome<T> {

        public Transient(String reason) {
            this(reason, false);
        }
    }

    /**
     * A token's rate limit.
     *
     * @param limit requests per period
     * @param remaining requests that are left in this period
     * @param reset start of the next period
     */
    record Quota(long limit, long remaining, Instant reset) {}

    /** Continues with the value of an {@link Ok}. Every other outcome stays as it is. */
    @SuppressWarnings("unchecked") // Other outcomes than Ok contain no T.
    default <R> Outcome<R> then(Function<Ok<T>, Outcome<R>> next) {
        return this instanceof Ok<T> ok ? next.apply(ok) : (Outcome<R>) this;
    }
}
