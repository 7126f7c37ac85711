package dev.rollcall.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.LogLines;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RefusedActionsTest {

    private static final String CATEGORY = RefusedActions.class.getName();

    /** Not the one of the service, whose budget other tests need. */
    private final RefusedActions refusals;

    RefusedActionsTest(AuditLog audit) {
        refusals = new RefusedActions(audit);
    }

    @Test
    void storesAndLogsNoMoreThanItsBudgetWhateverIsSent() {
        UUID caller = UUID.randomUUID();
        Source source = new Source(caller, null, "::1", "some-request");
        try (LogLines log = new LogLines(CATEGORY)) {
            for (int i = 0; i < 3 * RefusedActions.PER_MINUTE; i++) {
                refusals.record(Action.SIGN_IN_REFUSED, Reason.UNKNOWN_STATE, "A sign-in at hub", source);
            }

            long stored = Database.count("audit_event where actor_id = ?", caller);
            // The budget refills meanwhile.
            assertThat(stored).isBetween((long) RefusedActions.PER_MINUTE, 2L * RefusedActions.PER_MINUTE);
            assertThat(log.lines().stream().filter(line -> line.contains(caller.toString())))
                    .hasSize((int) stored);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("More than"))
                    .containsExactly(
                            "More than 300 refusals per minute (sign-in-refused). The others are neither recorded nor"
                                    + " logged.");
        }
        refusals.record(Action.ADMINISTRATION_REFUSED, Reason.NOT_FOUND, "A.b", source);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where actor_id = ? and action = 'administration-refused'"
                                + " and reason = 'not-found' and address = '::1' and request_id = 'some-request'",
                        caller))
                .isEqualTo("A.b was refused: not-found");
    }

    @Test
    void hasShortNamesForAllReasons() {
        assertThat(Stream.of(Reason.values()).map(reason -> reason.stored))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z-]{1,30}"));
    }
}
