package dev.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class OutageLogTest {

    private final OutageLog log = new OutageLog();

    @Test
    void isLoggedOncePerStateUntilNothingHasFailedForAMinute() {
        long now = System.nanoTime();
        long quiet = OutageLog.QUIET.toNanos();

        assertThat(log.isNew("08006", now)).isTrue();
        assertThat(log.isNew("08006", now + 1)).isFalse();
        assertThat(log.isNew("53300", now + 2)).isTrue();
        assertThat(log.isNew("08006", now + quiet)).isFalse();
        assertThat(log.isNew("08006", now + 2 * quiet)).isFalse();
        assertThat(log.isNew("08006", now + 3 * quiet + Duration.ofSeconds(1).toNanos()))
                .isTrue();
    }

    @Test
    void isLoggedWithoutAStackTrace() {
        ExtLogRecord line = line("dev.rollcall.Job");
        line.setThrown(new IllegalStateException("The job failed", new SQLException("gone", "08006")));

        assertThat(log.isLoggable(line)).isTrue();
        assertThat(line.getThrown()).isNull();
        assertThat(line.getLevel()).isEqualTo(Level.WARNING);
        assertThat(line.getMessage())
                .isEqualTo("Job 5 failed: java.lang.IllegalStateException: The job failed; caused by"
                        + " java.sql.SQLException: gone. Further failures of this kind are not logged");
        line.setThrown(new SQLException("gone", "08006"));
        assertThat(log.isLoggable(line)).isFalse();
    }

    @Test
    void changesNothingElse() {
        ExtLogRecord mistake = line("dev.rollcall.Job");
        mistake.setThrown(new IllegalStateException(new SQLException("duplicate", "23505")));

        assertThat(log.isLoggable(mistake)).isTrue();
        assertThat(mistake.getThrown()).isNotNull();
        assertThat(log.isLoggable(line("dev.rollcall.Job"))).isTrue();
    }

    @Test
    void leavesOutWhatLibrariesSayAboutTheSameFailure() {
        ExtLogRecord transaction = line("com.arjuna.ats.arjuna");
        transaction.setThrown(new SQLException("gone", "08006"));
        ExtLogRecord pool = new ExtLogRecord(
                Level.WARNING, "Closing connection in incorrect state VALIDATION", OutageLogTest.class.getName());
        pool.setLoggerName("io.agroal.pool");

        assertThat(log.isLoggable(transaction)).isFalse();
        assertThat(log.isLoggable(pool)).isFalse();
        assertThat(log.isNew("08006", System.nanoTime())).isTrue();
    }

    private static ExtLogRecord line(String logger) {
        ExtLogRecord line = new ExtLogRecord(
                Level.SEVERE, "Job %d failed", ExtLogRecord.FormatStyle.PRINTF, OutageLogTest.class.getName());
        line.setParameters(new Object[] {5});
        line.setLoggerName(logger);
        return line;
    }
}
