package dev.rollcall.packaged;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Replicas of the service. One serves. Two others are ready to take over, because a start takes seconds. */
public final class Replicas implements AutoCloseable {

    private final Map<String, String> settings;
    private final Deque<ServiceProcess> others = new ArrayDeque<>();
    private ServiceProcess serving;

    /** Starts three replicas with these settings, and waits until one of them listens. */
    public Replicas(Map<String, String> settings) throws InterruptedException {
        this.settings = settings;
        this.serving = ServiceProcess.start(settings);
        others.add(ServiceProcess.start(settings));
        others.add(ServiceProcess.start(settings));
        try {
            serving.awaitListening();
        } catch (InterruptedException | AssertionError failure) {
            close();
            throw failure;
        }
    }

    public ServiceProcess serving() {
        return serving;
    }

    /** Makes another replica serve, and starts a new one. The one that served must be dead. */
    public ServiceProcess takeOver() throws InterruptedException {
        do {
            serving.close();
            others.add(ServiceProcess.start(settings));
            serving = others.remove();
            // A replica ends if PostgreSQL crashes during its first seconds. Kubernetes would start it again.
        } while (!serving.listens());
        return serving;
    }

    @Override
    public void close() {
        serving.close();
        others.forEach(ServiceProcess::close);
    }
}
