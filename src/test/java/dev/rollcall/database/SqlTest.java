package dev.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.database.Sql.SqlArray;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Statements;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class SqlTest {

    private static final String RENAME = "update app_user set name = ? where id = ?";

    @Inject
    Sql sql;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    @Test
    void readsEveryRowInOrder() {
        List<Integer> numbers = sql.list("No numbers", "select generate_series(?, ?)", row -> row.getInt(1), 3, 5);

        assertThat(numbers).containsExactly(3, 4, 5);
    }

    @Test
    void readsNothingFromAnEmptyResult() {
        assertThat(sql.list("No numbers", "select 1 where false", row -> row.getInt(1)))
                .isEmpty();
        assertThat(sql.query("No numbers", "select 1 where false", ResultSet::next))
                .isFalse();
    }

    @Test
    void passesParametersOfTheTypesThatTablesHave() {
        UUID id = UUID.randomUUID();
        byte[] bytes = {1, 2, 3};
        OffsetDateTime time = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);

        assertThat(one("select ?", UUID.class, id)).isEqualTo(id);
        assertThat(one("select ?", byte[].class, bytes)).isEqualTo(bytes);
        assertThat(one("select ?", OffsetDateTime.class, time)).isEqualTo(time);
        assertThat(one("select ?::uuid", UUID.class, (Object) null)).isNull();
        assertThat(one("select ?::text", String.class, "it's")).isEqualTo("it's");
    }

    @Test
    void passesAnArrayWithItsNulls() {
        List<UUID> ids = Arrays.asList(UUID.randomUUID(), null, UUID.randomUUID());

        List<UUID> passed = sql.list(
                "No ids", "select unnest(?::uuid[])", row -> row.getObject(1, UUID.class), new SqlArray("uuid", ids));

        assertThat(passed).isEqualTo(ids);
    }

    @Test
    void executesOneStatementPerCall() {
        UUID id = Rows.person("Ada Example").id();
        try (Statements statements = new Statements()) {
            sql.query("No person", "select from app_user where id = ?", ResultSet::next, id);
            assertThat(statements.count()).isEqualTo(1);

            sql.update("Not renamed", RENAME, "Ada", id);
            assertThat(statements.count()).isEqualTo(2);
        }
    }

    @Test
    void commitsAtOnceWithoutATransaction() {
        UUID id = Rows.person("Ada Example").id();

        assertThat(sql.update("Not renamed", RENAME, "Ada", id)).isEqualTo(1);

        assertThat(name(id)).isEqualTo("Ada");
    }

    @Test
    void changesNothingIfTheTransactionRollsBack() {
        UUID id = Rows.person("Ada Example").id();

        QuarkusTransaction.begin();
        sql.update("Not renamed", RENAME, "Ada", id);
        assertThat(one("select name from app_user where id = ?", String.class, id))
                .isEqualTo("Ada");
        QuarkusTransaction.rollback();

        assertThat(name(id)).isEqualTo("Ada Example");
    }

    @Test
    void throwsTheGivenSentenceWithTheDatabasesReason() {
        UUID id = Rows.person("Ada Example").id();
        assertThatThrownBy(() -> sql.query("The answer could not be read", "select 1 / ?", ResultSet::next, 0))
                .isInstanceOf(PersistenceException.class)
                .hasMessage("The answer could not be read")
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        cause -> assertThat(cause.getSQLState()).isEqualTo("22012"));
        assertThatThrownBy(() -> sql.update("Not renamed", RENAME, null, id))
                .isInstanceOf(PersistenceException.class)
                .hasMessage("Not renamed")
                .hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void returnsTheConnectionAfterAFailure() {
        for (int i = 0; i <= connections; i++) {
            assertThatThrownBy(() -> sql.query("No", "select 1 / ?", ResultSet::next, 0))
                    .isInstanceOf(PersistenceException.class);
            assertThatThrownBy(() -> sql.query("No", "select ?", ResultSet::next, new Object()))
                    .isInstanceOf(PersistenceException.class);
            assertThatThrownBy(() -> sql.list("No", "select 1", row -> {
                        throw new IllegalStateException("unreadable");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("unreadable");
        }

        assertThat(sql.query("No", "select 1", ResultSet::next)).isTrue();
    }

    private <T> T one(String query, Class<T> type, Object... parameters) {
        return sql.list("Nothing", query, row -> row.getObject(1, type), parameters)
                .get(0);
    }

    private static String name(UUID id) {
        return Database.value(String.class, "select name from app_user where id = ?", id);
    }
}
