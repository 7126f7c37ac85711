package dev.rollcall.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
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

        for (boolean ascending : new boolean[] {false, true}) {
            TokenQuery query = new TokenQuery(filter, "", TokenOrder.CREATED, ascending);
            assertThat(Database.plan(query.statement(true), ada.id(), 101))
                    .contains("using access_token_not_revoked on access_token")
                    .doesNotContain("Sort");
        }
    }

    @ParameterizedTest
    @EnumSource(TokenOrder.class)
    void readsOnlyTheTokensOfThePersonInEveryOrder(TokenOrder order) {
        insertTokens(3000);
        for (int i = 0; i < 10; i++) {
            Rows.personalToken(Rows.person("Somebody else").id());
        }
        Database.execute("analyze access_token");

        assertThat(Database.plan(
                        new TokenQuery(TokenFilter.ALL, "ci", order, true).statement(true), ada.id(), "ci", 101))
                .containsAnyOf("access_token_not_revoked", "access_token_user")
                .doesNotContain("Seq Scan on access_token");
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
