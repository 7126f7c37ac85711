package dev.rollcall.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what a class of the tested service logs. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines(String category) {
        this(category, Level.ALL);
    }

    private LogLines(String category, Level least) {
        setLevel(least);
        logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    /** Collects the errors of all classes of the service. */
    public static LogLines errors() {
        return new LogLines("dev.rollcall", Level.SEVERE);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            lines.add(entry.getMessage());
        }
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
