package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreetLogsTest {

    private static final String QUARKUS = "io.quarkus.vertx.http.runtime.QuarkusErrorHandler";

    private final DiscreetLogs logs = new DiscreetLogs();

    @Test
    void leaveOutTheAddressThatQuarkusLogs() {
        ExtLogRecord line = line(QUARKUS, new IllegalStateException("Failed"));

        assertThat(logs.isLoggable(line)).isTrue();

        assertThat(line.getParameters()).containsExactly("(not logged)", "4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {QUARKUS, "io.vertx.ext.web.RoutingContext", "dev.rollcall.http.ErrorMapping"})
    void leaveOutWhatParsersQuoteAndKeepWhereItHappened(String logger) {
        Exception mistake = new IllegalArgumentException("s3cr3t", new IllegalStateException("s3cr3t"));
        ExtLogRecord line = line(logger, mistake);

        assertThat(logs.isLoggable(line)).isTrue();

        StringWriter trace = new StringWriter();
        line.getThrown().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .doesNotContain("s3cr3t")
                .contains(
                        "java.lang.IllegalArgumentException",
                        "java.lang.IllegalStateException",
                        "at dev.rollcall.DiscreetLogsTest.");
    }

    /** As after a client that left while a large response was sent. */
    @Test
    void leaveOutAResponseThatComesTooLate() {
        Exception second = new IllegalStateException("Response has already been written");
        second.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.http.impl.Http1xServerResponse", "checkValid", "A.java", 726)
        });

        assertThat(logs.isLoggable(line(QUARKUS, second))).isFalse();
        assertThat(logs.isLoggable(line("dev.rollcall.Job", second))).isTrue();
        assertThat(logs.isLoggable(line(QUARKUS, new IllegalStateException("Another"))))
                .isTrue();
    }

    @Test
    void changeNoOtherLine() {
        Exception failure = new IllegalArgumentException("Of a job");
        ExtLogRecord line = line("dev.rollcall.Job", failure);

        assertThat(logs.isLoggable(line)).isTrue();

        assertThat(line.getThrown()).isSameAs(failure);
        assertThat(line.getParameters()).containsExactly("/signin?code=s3cr3t", "4711");
    }

    private static ExtLogRecord line(String logger, Exception thrown) {
        ExtLogRecord line = new ExtLogRecord(
                Level.ERROR,
                "HTTP Request to %s failed, error id: %s",
                ExtLogRecord.FormatStyle.PRINTF,
                DiscreetLogsTest.class.getName());
        line.setParameters(new Object[] {"/signin?code=s3cr3t", "4711"});
        line.setLoggerName(logger);
        line.setThrown(thrown);
        return line;
    }
}
