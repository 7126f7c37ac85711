package dev.rollcall.token;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@Tag("postgresql")
class TokenQueryTest {

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
            assertThat(Database.plan(query.statement(TokenOwner.PERSON, true), ada.id(), 101))
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
                        new TokenQuery(TokenFilter.ALL, "ci", order, true).statement(TokenOwner.PERSON, true),
                        ada.id(),
                        "ci",
                        101))
                .containsAnyOf("access_token_not_revoked", "access_token_user")
                .doesNotContain("Seq Scan on access_token");
    }

    @ParameterizedTest
    @EnumSource(TokenFilter.class)
    void readsAPageOfAnOrganizationOrATeamFromItsIndexInItsOrder(TokenFilter filter) {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        UUID team = Rows.team(acme.id());
        for (String columns : List.of("'organization', null::uuid", "'team', '" + team + "'::uuid")) {
            Database.execute(
                    "insert into access_token"
                            + " (id, secret_hash, kind, team_id, user_id, organization_id, name, expires_at)"
                            + " select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), " + columns
                            + ", ?, ?, left(md5(random()::text), 20),"
                            + " now() + interval '1 hour' * (n % 3 - 1) from generate_series(1, 3000) n",
                    Rows.serviceAccount(acme),
                    acme.id());
        }
        Database.execute("analyze access_token");

        TokenQuery query = TokenQuery.newest(filter);
        assertThat(Database.plan(query.statement(TokenOwner.ORGANIZATION, true), acme.id(), 101))
                .contains("using access_token_of_organization on access_token")
                .doesNotContain("Sort");
        assertThat(Database.plan(query.statement(TokenOwner.TEAM, true), team, 101))
                .contains("using access_token_of_team on access_token")
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
