package dev.rollcall.member;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Tag("postgresql")
class MemberStatementsTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        for (int i = 0; i < 5; i++) {
            Rows.join(Rows.person("Member").id(), acme.id(), "member");
        }
    }

    /** The first two authenticate the caller and find their place in the organization. */
    @ParameterizedTest
    @CsvSource({"'', 2", "/metadata, 3", "/members, 3", "/roles, 3"})
    void readsInFewStatementsHoweverManyMembersThereAre(String path, int statements) {
        assertThat(statementsOf(request -> request.get("/api/orgs/" + acme.login() + path)))
                .isEqualTo(statements);
    }

    @Test
    void writesInFewStatements() {
        String path = "/api/orgs/" + acme.login() + "/members/" + grace.login();

        // The caller, BEGIN, the lock, the caller's place, the person, the insert, the member, the event, COMMIT.
        assertThat(statementsOf(request -> request.body("{\"role\":\"admin\"}").post(path)))
                .isLessThanOrEqualTo(9);
        // The caller, BEGIN, the lock, the caller's place, the member, another admin, the update, the event, COMMIT.
        assertThat(statementsOf(request -> request.body("{\"role\":\"member\"}").patch(path)))
                .isLessThanOrEqualTo(9);
        assertThat(statementsOf(request -> request.delete(path))).isLessThanOrEqualTo(8);
    }

    private int statementsOf(Consumer<RequestSpecification> request) {
        try (Statements statements = new Statements()) {
            request.accept(
                    given().header("Authorization", admin.authorization()).contentType("application/json"));
            return statements.count();
        }
    }
}
