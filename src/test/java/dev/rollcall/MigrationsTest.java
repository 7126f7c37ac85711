package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MigrationsTest {

    @Inject
    Flyway flyway;

    /** Else nobody could go back to the version before, and none of its replicas could start during an upgrade. */
    @Test
    void ofTheNextVersionDoNotKeepThisOneFromStarting() {
        Database.execute("insert into flyway_schema_history"
                + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                + " values (100000, '100000', 'next', 'SQL', 'V100000__next.sql', 1, 'test', 1, true)");
        try {
            assertThat(flyway.migrate().migrationsExecuted).isZero();
        } finally {
            Database.execute("delete from flyway_schema_history where installed_rank = 100000");
        }
    }
}
