package dev.rollcall.database;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;

/**
 * Repeats a method with {@link Transactional} whose transaction PostgreSQL rolled back because of another one: a
 * deadlock or a serialization failure. The method's work is the transaction, so nothing of the first attempt is left.
 * Such a method must not call other services.
 */
@Interceptor
@Transactional
// Outside of the interceptor that begins the transaction.
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
class RepeatedTransactions {

    private final TransactionManager transactions;

    RepeatedTransactions(TransactionManager transactions) {
        this.transactions = transactions;
    }

    @AroundInvoke
    Object repeat(InvocationContext method) throws Exception {
        if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
            // The outermost method repeats everything.
            return method.proceed();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return method.proceed();
            } catch (Exception failure) {
                if (!Transactions.isRepeated(attempt, failure)) {
                    throw failure;
                }
            }
        }
    }
}
