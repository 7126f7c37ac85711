package dev.rollcall.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests of several clients at the same time. */
public final class AtOnce {

    private AtOnce() {}

    /** {@return the results, in the order of the calls} Each call has a thread of its own. */
    public static <T> List<T> call(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(calls)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** {@return the results of a call that this many clients make} */
    public static <T> List<T> call(int times, Callable<T> call) throws Exception {
        return call(Collections.nCopies(times, call));
    }
}
