package dev.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "08001", "08003", "08006", "25006", "25P03", "25P04", "28P01", "40001", "40P01", "53000", "53100",
                "53200", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "58030", "99999"
            })
    void seesTheOutageBehindACommitThatFailed(String state) {
        SQLException cause = new SQLException("gone", state);
        XAException branch = new XAException(XAException.XA_RBROLLBACK);
        branch.initCause(cause);
        RollbackException commit = new RollbackException();
        commit.addSuppressed(branch);

        assertThat(Outage.of(new IllegalStateException(commit))).containsSame(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42501", "42P01", "22021", "XX000"})
    void takesAMistakeForNoOutage(String state) {
        assertThat(Outage.of(new IllegalStateException(new SQLException("no", state))))
                .isEmpty();
    }
}
