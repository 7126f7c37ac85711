package dev.rollcall.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.Database;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OldEventsTest {

    private final UUID subject = UUID.randomUUID();

    @Inject
    OldEvents events;

    @Test
    void deletesEventsAfterTheRetentionInBatches() {
        insert(401, 2500);
        insert(399, 7);

        events.delete(Duration.ofDays(400));

        assertThat(count()).isEqualTo(7);
    }

    @Test
    void deletesNothingOfTheLast90DaysWhateverTheRetentionIs() {
        insert(91, 3);
        insert(89, 5);

        events.delete(Duration.ofDays(1));

        assertThat(count()).isEqualTo(5);
    }

    @Test
    void refusesAShorterRetentionAtTheStart() {
        assertThatCode(() -> OldEvents.check(Duration.ofDays(90))).doesNotThrowAnyException();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> OldEvents.check(Duration.ofDays(89)))
                .withMessage(
                        "rollcall.audit.retention must be at least 90 days. Without it, Rollcall keeps audit events for"
                                + " ever.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set address = '203.0.113.9'",
                "delete from audit_event where occurred_at > now() - interval '1 day'",
                "truncate audit_event"
            })
    void eventsAreNeverChangedEvenByTheirOwner(String sql) {
        insert(0, 1);

        assertThatThrownBy(() -> Database.execute(sql)).hasStackTraceContaining("Audit events are never changed.");

        assertThat(count()).isEqualTo(1);
    }

    private void insert(int daysAgo, int events) {
        Database.execute(
                "insert into audit_event (id, occurred_at, action, subject_id)"
                        + " select gen_random_uuid(), now() - ? * interval '1 day', 'token-used', ?"
                        + " from generate_series(1, ?)",
                daysAgo,
                subject,
                events);
    }

    private int count() {
        return Math.toIntExact(Database.count("audit_event where subject_id = ?", subject));
    }
}
