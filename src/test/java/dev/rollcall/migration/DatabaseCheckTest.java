package dev.rollcall.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.migration.DatabaseCheck.Facts;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseCheckTest {

    private final DatabaseCheck check =
            new DatabaseCheck(new PGSimpleDataSource(), "QUARKUS_DATASOURCE_JDBC_URL", "the role", true);

    @Test
    void refusesPostgresqlBefore15() {
        assertThat(check.problem(new Facts(14, "UTF8", "public", 1)))
                .contains(
                        "Rollcall needs PostgreSQL 15 or newer, and this server is PostgreSQL 14. Upgrade it, or check"
                                + " QUARKUS_DATASOURCE_JDBC_URL.");
        assertThat(check.problem(new Facts(9, "UTF8", "public", 1))).isPresent();
        assertThat(check.problem(new Facts(15, "UTF8", "public", 1))).isEmpty();
        assertThat(check.problem(new Facts(18, "UTF8", "public", 1))).isEmpty();
    }
}
