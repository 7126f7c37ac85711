package dev.rollcall.verdict;

import dev.rollcall.identity.Identity.State;
import dev.rollcall.verdict.SyncResult.Kind;
import java.time.Duration;
import java.util.Optional;

/**
 * The decision after a bad answer about a person. One bad answer may be the provider's mistake, so most of them have to
 * be confirmed. See docs/decisions/0011-profiles-are-reconciled-by-leases.md.
 *
 * @param suspicions how many answers in a row said the same; 0 if nothing is suspected (any more)
 * @param confirmation the time after which the provider is asked to confirm the answer; empty if it need not
 * @param state the new state of the identity; empty if the answer is not believed
 */
public record Verdict(int suspicions, Optional<Duration> confirmation, Optional<State> state) {

    private static final int GONE_AFTER = 3;

    private static final Duration GONE_INTERVAL = Duration.ofHours(24);

    /**
     * What an earlier answer made the service suspect.
     *
     * @param count how many answers in a row said so; 0 if nothing is suspected
     * @param age the time from the last one that counted to the start of this sync
     */
    public record Suspicion(Kind kind, int count, Duration age) {}

    /**
     * Decides about a bad answer.
     *
     * @param demanded whether the person requested the sync. They can sign in again, so one answer is enough
     * @param trusted false while the provider seems to fail. Then no number of answers is enough
     * @param interval between answers that confirm each other. "Not found" has its own rule: three, a day apart
     */
    public static Verdict of(Kind answer, Suspicion before, boolean demanded, boolean trusted, Duration interval) {
        if (answer.state == null) {
            return new Verdict(0, Optional.empty(), Optional.empty());
        }
        boolean notFound = answer == Kind.NOT_FOUND;
        Duration confirmation = notFound ? GONE_INTERVAL : interval;
        int count = answer == before.kind() ? before.count() : 0;
        if (count == 0 || before.age().compareTo(confirmation) >= 0) {
            count++;
        }
        int needed = notFound ? GONE_AFTER : demanded ? 1 : 2;
        return trusted && count >= needed
                ? new Verdict(0, Optional.empty(), Optional.of(answer.state))
                : new Verdict(count, Optional.of(confirmation), Optional.empty());
    }
}
