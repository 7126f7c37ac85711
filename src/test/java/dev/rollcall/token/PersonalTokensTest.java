package dev.rollcall.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@Tag("postgresql")
class PersonalTokensTest {

    private final Person ada = Rows.person("Ada Example");

    @Test
    void readsAPageInOneStatementAfterTheOneThatAuthenticates() {
        insertTokens(300);

        try (Statements statements = new Statements()) {
            given().header("Authorization", ada.authorization())
                    .get("/api/user/tokens?maxResults=200")
                    .then()
                    .statusCode(200);
            assertThat(statements.count()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TokenFilter.class)
    void readsAPageFromTheIndexInItsOrder(TokenFilter filter) {
        insertTokens(3000);
        Database.execute("analyze access_token");

        // From the beginning: of the few rows that are left near the end PostgreSQL may as well sort all.
        String plan = Database.plan(PersonalTokens.statement(filter), ada.id(), new UUID(-1, -1), 101);

        assertThat(plan)
                .contains("Index Scan Backward using access_token_not_revoked on access_token")
                .doesNotContain("Sort");
    }

    private void insertTokens(int number) {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, expires_at)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'personal', ?,
                    now() + interval '1 hour' * (n % 3 - 1)
                from generate_series(1, ?) n
                """, ada.id(), number);
    }
}
