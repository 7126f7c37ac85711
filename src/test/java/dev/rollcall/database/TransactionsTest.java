package dev.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL rolls a transaction back for another one. */
@QuarkusTest
class TransactionsTest {

    private final AtomicInteger attempts = new AtomicInteger();

    @Inject
    Sql sql;

    @BeforeEach
    void createCounters() {
        Database.execute("create table counter (id int primary key, value int not null)");
        Database.execute("insert into counter values (1, 0), (2, 0)");
    }

    @AfterEach
    void dropCounters() {
        Database.execute("drop table counter");
    }

    @Test
    void aSerializationFailureIsRepeated() {
        Transactions.run(() -> increaseWhileAnotherDoes(1));

        assertThat(attempts).hasValue(2);
        assertThat(value(1)).isEqualTo(2);
    }

    @Test
    void isRepeatedTwiceAtMost() {
        assertThatThrownBy(() -> Transactions.run(() -> increaseWhileAnotherDoes(100)))
                .matches(Outage::isConflict);

        assertThat(attempts).hasValue(3);
        assertThat(value(1)).isEqualTo(3);
    }

    /** The server's default, with which operators may run it, is set for this transaction. */
    private void increaseWhileAnotherDoes(int times) {
        sql.update("The level cannot be set", "set transaction isolation level serializable");
        int seen = sql.query("The counter cannot be read", "select value from counter where id = 1", row -> {
            row.next();
            return row.getInt(1);
        });
        if (attempts.incrementAndGet() <= times) {
            Database.execute("update counter set value = value + 1 where id = 1");
        }
        sql.update("The counter cannot be increased", "update counter set value = ? where id = 1", seen + 1);
    }

    @Test
    void aDeadlockIsRepeated() throws Exception {
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> increaseBoth(2, 1, bothHaveOne));
        increaseBoth(1, 2, bothHaveOne);
        other.get(60, TimeUnit.SECONDS);

        assertThat(attempts).hasValue(3);
        assertThat(value(1)).isEqualTo(2);
        assertThat(value(2)).isEqualTo(2);
    }

    private void increaseBoth(int first, int second, CyclicBarrier bothHaveOne) {
        AtomicInteger own = new AtomicInteger();
        Transactions.run(() -> {
            attempts.incrementAndGet();
            increase(first);
            if (own.incrementAndGet() == 1) {
                await(bothHaveOne);
            }
            increase(second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void increase(int id) {
        sql.update("The counter cannot be increased", "update counter set value = value + 1 where id = ?", id);
    }

    private static int value(int id) {
        return Database.value(Integer.class, "select value from counter where id = ?", id);
    }

    @Test
    void aStatementOutsideOfTransactionsIsRepeatedToo() {
        Database.execute("create sequence failures_of_statements");
        Database.execute("""
                create function fail_once() returns trigger language plpgsql as $$
                begin
                    if nextval('failures_of_statements') = 1 then
                        raise exception 'on demand' using errcode = '40P01';
                    end if;
                    return new;
                end $$""");
        Database.execute("create trigger fail before update on counter for each row execute function fail_once()");
        try {
            increase(1);

            assertThat(value(1)).isEqualTo(1);
        } finally {
            Database.execute("drop function fail_once cascade");
            Database.execute("drop sequence failures_of_statements");
        }
    }
}
