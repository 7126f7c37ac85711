package dev.rollcall.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.PostgresqlResource;
import dev.rollcall.testing.QueryPlan;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What it costs to end a token among 200,000, in a transaction that is rolled back. */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(PostgresqlResource.class)
class TokenEndPlanTest {

    private static final String LATER = "2026-01-01T00:00:00Z";

    private final Person ada = Rows.person("Ada Example");
    private final Person busy = Rows.person("Busy");

    @Test
    void readsNoTokensOfOthers() throws SQLException {
        UUID token = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());
        try (Connection connection = Database.connect()) {
            connection.setAutoCommit(false);
            generate(connection);
            for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                QueryPlan minted = QueryPlan.of(connection, mode, TokenEnd.MINTED, token, LATER);
                assertThat(minted.rows()).as(minted.text()).isZero();
                assertThat(minted.buffers()).as(minted.text()).isLessThan(50);

                QueryPlan all = QueryPlan.of(connection, mode, TokenEnd.OF_PERSON, ada.id(), LATER);
                assertThat(all.rows()).as(all.text()).isEqualTo(1);
                assertThat(all.buffers()).as(all.text()).isLessThan(50);
            }
            connection.rollback();
        }
    }

    /** Each of 1,000 tokens has created 200. */
    private void generate(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into access_token (id, secret_hash, kind, user_id, description, minted_by)
                select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, sha256(i::text::bytea), 'personal', ?, '',
                    case when i >= 1000 then ('00000000-0000-4000-8000-' || lpad((i % 1000)::text, 12, '0'))::uuid end
                from generate_series(0, 200999) i""")) {
            insert.setObject(1, busy.id());
            insert.executeUpdate();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze access_token");
        }
    }
}
