package dev.rollcall.profile;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("postgresql")
class ProfileStatementsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api/user", "/api/user/organizations/default", "/api/user/pending-invites"})
    void authenticatesAndAnswersInOneStatementHoweverManyOrganizationsThereAre(String path) {
        Person person = Rows.person("Ada Example");
        for (int i = 0; i < 5; i++) {
            Rows.join(
                    person.id(),
                    Rows.organization(unique("org"), "Organization").id(),
                    "member");
        }

        assertThat(statementsOf(person.authorization(), path)).isEqualTo(1);
    }

    @Test
    void answersATokenOfATeamInOneStatementToo() {
        String token = Rows.teamToken(Rows.organization(unique("acme"), "Acme"), "platform", "platform-ci");

        assertThat(statementsOf("token " + token, "/api/user")).isEqualTo(1);
    }

    @Test
    void answersAPathWithASlashAtItsEndInTwo() {
        assertThat(statementsOf(Rows.person("Ada Example").authorization(), "/api/user/"))
                .isEqualTo(2);
    }

    private static int statementsOf(String credential, String path) {
        try (Statements statements = new Statements()) {
            given().urlEncodingEnabled(false)
                    .header("Authorization", credential)
                    .get(path)
                    .then()
                    .statusCode(200);
            return statements.count();
        }
    }
}
