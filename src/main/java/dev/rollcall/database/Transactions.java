package dev.rollcall.database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.util.concurrent.Callable;

/**
 * New transactions, for code that does not keep one for a whole method. PostgreSQL rolls a transaction back if it conflicts
 * with another one: a deadlock or a serialization failure. Such a transaction is repeated twice. So what runs in it must
 * do nothing but use the database, and must not keep anything of an attempt that failed.
 *
 * <p>{@link RepeatedTransactions} does the same for methods that are transactions.
 */
public final class Transactions {

    private static final int ATTEMPTS = 3;

    private Transactions() {}

    /** Runs work in a new transaction, and returns its result after the commit. */
    public static <T> T call(Callable<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return QuarkusTransaction.requiringNew().call(work);
            } catch (RuntimeException failure) {
                if (!isRepeated(attempt, failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Runs work in a new transaction, and returns after the commit. */
    public static void run(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    /** Whether to try again after a number of attempts, the last of which failed. */
    static boolean isRepeated(int attempts, Throwable failure) {
        return attempts < ATTEMPTS && Outage.isConflict(failure);
    }
}
