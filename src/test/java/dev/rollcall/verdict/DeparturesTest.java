package dev.rollcall.verdict;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    @Test
    void refusesTimesThatAreShorterThanADay() {
        assertThatThrownBy(() -> check("PT23H"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rollcall.reconciliation.suspend-after must be at least one day");
        assertThatThrownBy(() -> check("PT-48H")).isInstanceOf(IllegalStateException.class);
        assertThatCode(() -> check("PT24H")).doesNotThrowAnyException();
    }

    /** It has no database here, so a statement would fail. */
    @Test
    void suspendNobodyWithoutTheSetting() {
        Departures off = new Departures(null, Optional::empty, null);

        assertThatCode(() -> {
                    off.check(null);
                    off.askAgain();
                    off.suspend(null);
                    off.report();
                })
                .doesNotThrowAnyException();
    }

    private static void check(String time) {
        new Departures(null, () -> Optional.of(Duration.parse(time)), null).check(null);
    }
}
