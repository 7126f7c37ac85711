package dev.rollcall.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.identity.Identity.State;
import dev.rollcall.verdict.SyncResult.Kind;
import dev.rollcall.verdict.Verdict.Intervals;
import dev.rollcall.verdict.Verdict.Suspicion;
import dev.rollcall.verdict.Verdict.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final Duration LONELY = Duration.ofHours(6);
    private static final Intervals INTERVALS = new Intervals(INTERVAL, LONELY);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Suspicion NOTHING = new Suspicion(Kind.LOST, 0, Duration.ZERO);

    /** The answers that say something about a person, and what the identity becomes. */
    private static final Map<Kind, State> STATES = Map.of(
            Kind.REVOKED, State.NEEDS_REAUTH,
            Kind.SCOPE_MISSING, State.NEEDS_REAUTH,
            Kind.ACTION_REQUIRED, State.NEEDS_REAUTH,
            Kind.SUSPENDED, State.SUSPENDED,
            Kind.MISMATCH, State.MISMATCH,
            Kind.NOT_FOUND, State.GONE);

    @ParameterizedTest(name = "{0} after {1} x {2}, {3} min ago, demanded: {4}, trust: {5}")
    @CsvSource({
        // The first bad answer of a scheduled sync has to be confirmed.
        "REVOKED,       LOST,      0, 0,    false, WORKS,  1, 15,   ",
        "SCOPE_MISSING, LOST,      0, 0,    false, WORKS,  1, 15,   ",
        "SUSPENDED,     LOST,      0, 0,    false, WORKS,  1, 15,   ",
        "MISMATCH,      LOST,      0, 0,    false, WORKS,  1, 15,   ",
        "NOT_FOUND,     LOST,      0, 0,    false, WORKS,  1, 1440, ",
        // The second one confirms it, unless it comes too early or says something else.
        "REVOKED,       REVOKED,   1, 15,   false, WORKS,  0, ,     NEEDS_REAUTH",
        "SCOPE_MISSING, SCOPE_MISSING, 1, 15, false, WORKS, 0, ,    NEEDS_REAUTH",
        "SUSPENDED,     SUSPENDED, 1, 15,   false, WORKS,  0, ,     SUSPENDED",
        "MISMATCH,      MISMATCH,  1, 900,  false, WORKS,  0, ,     MISMATCH",
        "REVOKED,       REVOKED,   1, 14,   false, WORKS,  1, 15,   ",
        "REVOKED,       SUSPENDED, 1, 15,   false, WORKS,  1, 15,   ",
        "REVOKED,       NOT_FOUND, 2, 1440, false, WORKS,  1, 15,   ",
        // Whoever requested the sync is there: one answer is enough.
        "REVOKED,       LOST,      0, 0,    true,  WORKS,  0, ,     NEEDS_REAUTH",
        "MISMATCH,      MISMATCH,  1, 0,    true,  WORKS,  0, ,     MISMATCH",
        // "Not found" needs three answers, a day apart each, even if the person requested the sync.
        "NOT_FOUND,     NOT_FOUND, 1, 1440, false, WORKS,  2, 1440, ",
        "NOT_FOUND,     NOT_FOUND, 2, 1440, false, WORKS,  0, ,     GONE",
        "NOT_FOUND,     NOT_FOUND, 2, 1439, false, WORKS,  2, 1440, ",
        "NOT_FOUND,     NOT_FOUND, 1, 1440, true,  WORKS,  2, 1440, ",
        "NOT_FOUND,     REVOKED,   2, 1440, true,  WORKS,  1, 1440, ",
        // A provider that seems to fail is not believed. What it says counts once it works again.
        "REVOKED,       LOST,      0, 0,    true,  FAILS, 1, 15,   ",
        "REVOKED,       REVOKED,   1, 15,   false, FAILS, 2, 15,   ",
        "REVOKED,       REVOKED,   2, 1,    false, WORKS,  0, ,     NEEDS_REAUTH",
        "NOT_FOUND,     NOT_FOUND, 2, 1440, true,  FAILS, 3, 1440, ",
        // While nobody knows whether the provider works, it takes hours. The first answer decides when they are over.
        "REVOKED,       LOST,      0, 0,    false, UNKNOWN, 1, 15,   ",
        "REVOKED,       REVOKED,   1, 15,   false, UNKNOWN, 1, 60,   ",
        "REVOKED,       REVOKED,   1, 359,  false, UNKNOWN, 1, 60,   ",
        "REVOKED,       REVOKED,   1, 360,  false, UNKNOWN, 0, ,     NEEDS_REAUTH",
        "SUSPENDED,     SUSPENDED, 1, 15,   false, UNKNOWN, 1, 60,   ",
        "MISMATCH,      MISMATCH,  1, 15,   false, UNKNOWN, 1, 60,   ",
        "REVOKED,       SUSPENDED, 1, 360,  false, UNKNOWN, 1, 15,   ",
        "REVOKED,       REVOKED,   2, 15,   false, UNKNOWN, 2, 60,   ",
        "REVOKED,       LOST,      0, 0,    true,  UNKNOWN, 0, ,     NEEDS_REAUTH",
        "NOT_FOUND,     NOT_FOUND, 2, 1440, false, UNKNOWN, 0, ,     GONE",
        // What says nothing about the person ends a suspicion.
        "DOWN,          REVOKED,   1, 15,   false, WORKS,  0, ,     ",
        "TIMED_OUT,     NOT_FOUND, 2, 1440, true,  WORKS,  0, ,     ",
        "LIMITED,       REVOKED,   1, 15,   true,  WORKS,  0, ,     ",
        "SSO_REQUIRED,  LOST,      0, 0,    false, WORKS,  0, ,     "
    })
    void decides(
            Kind answer,
            Kind suspected,
            int count,
            long minutesAgo,
            boolean demanded,
            Trust trust,
            int suspicions,
            Long minutesToConfirm,
            State state) {
        Suspicion before = new Suspicion(suspected, count, Duration.ofMinutes(minutesAgo));

        assertThat(Verdict.of(answer, before, demanded, trust, INTERVALS))
                .isEqualTo(new Verdict(
                        suspicions,
                        Optional.ofNullable(minutesToConfirm).map(Duration::ofMinutes),
                        Optional.ofNullable(state)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void believesWhatIsRepeatedOnScheduleAndNothingElse(Kind answer) {
        for (int answers = 1; answers <= 4; answers++) {
            int needed = answer == Kind.NOT_FOUND ? 3 : 2;
            Optional<State> expected = answers < needed ? Optional.empty() : Optional.ofNullable(STATES.get(answer));

            assertThat(repeated(answer, Math.min(answers, needed)).state()).isEqualTo(expected);
        }
    }

    /** The verdict after a number of equal answers to scheduled syncs. */
    private static Verdict repeated(Kind answer, int answers) {
        Suspicion before = NOTHING;
        Verdict verdict = null;
        for (int i = 0; i < answers; i++) {
            verdict = Verdict.of(answer, before, false, Trust.WORKS, INTERVALS);
            before = new Suspicion(
                    answer, verdict.suspicions(), verdict.confirmation().orElse(Duration.ZERO));
        }
        return verdict;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keepsItsRulesInEveryCase(Kind answer) {
        for (Kind suspected : Kind.values()) {
            for (int count = 0; count <= 4; count++) {
                for (Duration age :
                        List.of(Duration.ZERO, INTERVAL.minusSeconds(1), INTERVAL, DAY.minusSeconds(1), DAY)) {
                    for (boolean demanded : List.of(false, true)) {
                        check(answer, new Suspicion(suspected, count, age), demanded);
                    }
                }
            }
        }
    }

    private static void check(Kind answer, Suspicion before, boolean demanded) {
        Verdict trusted = Verdict.of(answer, before, demanded, Trust.WORKS, INTERVALS);
        Verdict untrusted = Verdict.of(answer, before, demanded, Trust.FAILS, INTERVALS);

        if (!STATES.containsKey(answer)) {
            assertThat(List.of(trusted, untrusted))
                    .as("an answer that says nothing about the person")
                    .containsOnly(new Verdict(0, Optional.empty(), Optional.empty()));
            return;
        }
        Duration interval = answer == Kind.NOT_FOUND ? DAY : INTERVAL;
        boolean repeats = answer == before.kind() && before.count() > 0;
        boolean early = repeats && before.age().compareTo(interval) < 0;
        int count = (repeats ? before.count() : 0) + (early ? 0 : 1);
        assertThat(untrusted)
                .as("while the provider seems to fail, answers count and change nothing")
                .isEqualTo(new Verdict(count, Optional.of(interval), Optional.empty()));
        if (trusted.state().isPresent()) {
            assertThat(trusted)
                    .as("an answer that is believed ends the suspicion")
                    .isEqualTo(new Verdict(0, Optional.empty(), Optional.of(STATES.get(answer))));
            assertThat(count).isGreaterThanOrEqualTo(answer == Kind.NOT_FOUND ? 3 : demanded ? 1 : 2);
        } else {
            assertThat(trusted).as("an answer that is not believed yet").isEqualTo(untrusted);
            assertThat(count).isLessThan(answer == Kind.NOT_FOUND ? 3 : demanded ? 1 : 2);
        }
    }
}
