package dev.rollcall.database;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What each replica does from time to time. A job that still runs when it is due is not started a second time. When the
 * replica stops, no job starts any more, and the database stays open until the last one has ended.
 */
@Singleton
public class Jobs {

    /** After the others who stop: they end long jobs early. */
    private static final int LAST = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Scheduler scheduler;

    /** Jobs read, the end of the replica writes. */
    private final ReadWriteLock running = new ReentrantReadWriteLock();

    private volatile boolean stopping;

    Jobs(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Runs a job after each interval, for the first time after one interval. */
    public void every(Duration interval, String name, Runnable job) {
        every(interval, interval, name, job);
    }

    /**
     * Runs a job after each interval.
     *
     * @param delay time before the first run
     */
    public void every(Duration interval, Duration delay, String name, Runnable job) {
        scheduler
                .newJob(name)
                .setInterval(interval.toString())
                .setDelayed(delay.toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> run(job))
                .schedule();
    }

    private void run(Runnable job) {
        running.readLock().lock();
        try {
            if (!stopping) {
                job.run();
            }
        } finally {
            running.readLock().unlock();
        }
    }

    void stop(@Observes @Priority(LAST) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (running.writeLock().tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            running.writeLock().unlock();
        } else {
            Log.infof("A job still runs after %d s. The replica stops anyway.", PATIENCE.toSeconds());
        }
    }
}
