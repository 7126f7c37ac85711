package dev.rollcall.machinetoken;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class MachineTokenPlanTest {

    private final Person admin = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void readsAPageWithAFewStatements() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.teamToken(acme, "platform", "ci");

        // Authentication, the caller's place in the organization, the team, the page.
        assertThat(statements("/api/orgs/" + acme.login() + "/tokens")).isEqualTo(3);
        assertThat(statements("/api/orgs/" + acme.login() + "/teams/platform/tokens"))
                .isEqualTo(4);
    }

    private long statements(String path) {
        try (Statements statements = new Statements()) {
            given().header("Authorization", admin.authorization())
                    .get(path)
                    .then()
                    .statusCode(200);
            return statements.count();
        }
    }
}
