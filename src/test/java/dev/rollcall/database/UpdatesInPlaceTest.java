package dev.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The updates that every use of a token or session causes leave the indexes alone. */
@QuarkusTest
class UpdatesInPlaceTest {

    private static final int ROWS = 2000;

    private final UUID ada = Rows.person("Ada Example").id();

    @Inject
    Sql sql;

    @Test
    void theLastUseOfTokens() {
        assertInPlace(
                "access_token",
                "insert into access_token (id, secret_hash, kind, user_id, description)"
                        + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?, 'CI'"
                        + " from generate_series(1, ?)",
                "update access_token set last_used_at = clock_timestamp() where user_id = ? and random() < 0.1");
    }

    @Test
    void theLastRequestOfSessions() {
        assertInPlace(
                "browser_session",
                "insert into browser_session (id, secret_hash, user_id, created_at, last_seen_at, expires_at)"
                        + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), ?, now(), now(), now()"
                        + " from generate_series(1, ?)",
                "update browser_session set last_seen_at = clock_timestamp() where user_id = ? and random() < 0.1");
    }

    private void assertInPlace(String table, String insert, String update) {
        QuarkusTransaction.begin();
        try {
            sql.update("The rows cannot be added", insert, ada, ROWS);
            int updated = sql.update("The rows cannot be updated", update, ada);
            long inPlace = sql.query(
                    "The statistics cannot be read",
                    "select n_tup_hot_upd from pg_stat_xact_user_tables where relname = ?",
                    row -> {
                        row.next();
                        return row.getLong(1);
                    },
                    table);

            assertThat(updated).isGreaterThan(100);
            assertThat(inPlace).isGreaterThan(updated * 9L / 10);
        } finally {
            QuarkusTransaction.rollback();
        }
    }
}
