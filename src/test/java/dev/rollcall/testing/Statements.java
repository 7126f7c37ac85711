package dev.rollcall.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts the statements that go over the wire, with BEGIN and COMMIT, by reading the trace of the PostgreSQL driver.
 */
public final class Statements extends Handler implements AutoCloseable {

    private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

    private final List<String> executed = new CopyOnWriteArrayList<>();

    public Statements() {
        DRIVER.setLevel(Level.FINEST);
        // The log of the tests would have it all.
        DRIVER.setUseParentHandlers(false);
        DRIVER.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getMessage().contains("FE=> Execute")) {
            executed.add(entry.getMessage());
        }
    }

    public int count() {
        return executed.size();
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        DRIVER.removeHandler(this);
        DRIVER.setUseParentHandlers(true);
        DRIVER.setLevel(null);
    }
}
