package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMappingTest {

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P02", "57P03", "08006", "08003", "08001", "53300", "99999"})
    void seesTheOutageBehindACommitThatFailed(String state) {
        SQLException cause = new SQLException("gone", state);
        XAException branch = new XAException(XAException.XA_RBROLLBACK);
        branch.initCause(cause);
        RollbackException commit = new RollbackException();
        commit.addSuppressed(branch);

        assertThat(ErrorMapping.outage(new IllegalStateException(commit))).containsSame(cause);
    }

    @Test
    void takesAConstraintForNoOutage() {
        assertThat(ErrorMapping.outage(new IllegalStateException(new SQLException("no", "23505"))))
                .isEmpty();
    }
}
