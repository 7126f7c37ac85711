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

    /** How many times the provider is asked within the long interval, after the first two answers. */
    private static final int LONG_STEPS = 6;

    /** What the answers about other people say about the provider. */
    public enum Trust {
        /** Since the suspicion began, nearly all answers about others were good. */
        WORKS,
        /** It was asked about too few others to know. */
        UNKNOWN,
        /** Many answers are bad. */
        FAILS
    }

    /**
     * How long bad answers must be repeated.
     *
     * @param usual if the provider works
     * @param lonely if nobody knows whether the provider works
     */
    public record Intervals(Duration usual, Duration lonely) {}

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
     * @param trust while the provider seems to fail, no number of answers is enough
     * @param intervals between answers that confirm each other. "Not found" has its own rule: three, a day apart
     */
    public static Verdict of(Kind answer, Suspicion before, boolean demanded, Trust trust, Intervals intervals) {
        if (answer.state == null) {
            return new Verdict(0, Optional.empty(), Optional.empty());
        }
        boolean notFound = answer == Kind.NOT_FOUND;
        int count = answer == before.kind() ? before.count() : 0;
        boolean lonely = trust == Trust.UNKNOWN && !notFound && !demanded && count > 0;
        Duration confirmation = notFound ? GONE_INTERVAL : lonely ? intervals.lonely() : intervals.usual();
        boolean late = count > 0 && before.age().compareTo(confirmation) >= 0;
        if (lonely && !late) {
            // The count, and with it the age, stays that of the first answer.
            return new Verdict(count, Optional.of(intervals.lonely().dividedBy(LONG_STEPS)), Optional.empty());
        }
        if (count == 0 || late) {
            count++;
        }
        int needed = notFound ? GONE_AFTER : demanded ? 1 : 2;
        return trust != Trust.FAILS && count >= needed
                ? new Verdict(0, Optional.empty(), Optional.of(answer.state))
                : new Verdict(count, Optional.of(confirmation), Optional.empty());
    }
}
