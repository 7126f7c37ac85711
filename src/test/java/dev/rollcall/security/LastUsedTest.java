package dev.rollcall.security;

import static io.restassured.RestAssured.given;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
class LastUsedTest {

    @Inject
    LastUsed lastUsed;

    @BeforeEach
    void writeWhatOtherTestsLeft() {
        lastUsed.write();
    }

    @Test
    void isWrittenForAllTokensInOneStatement() {
        Person ada = Rows.person("Ada Example");
        Person grace = Rows.person("Grace Example");
        use(ada);
        use(ada);
        use(grace);
        assertThat(lastUse(ada)).isNull();

        try (Statements statements = new Statements()) {
            lastUsed.write();
            assertThat(statements.count()).isEqualTo(1);
        }

        assertThat(lastUse(ada)).isBetween(OffsetDateTime.now(UTC).minusMinutes(1), OffsetDateTime.now(UTC));
        assertThat(lastUse(grace)).isNotNull();
    }

    @Test
    void costsNothingWhileNoTokenIsUsed() {
        try (Statements statements = new Statements()) {
            lastUsed.write();
            assertThat(statements.count()).isZero();
        }
    }

    @Test
    void neverMovesBack() {
        Person ada = Rows.person("Ada Example");
        use(ada);
        Database.execute(
                "update access_token set last_used_at = now() + interval '1 hour' where user_id = ?", ada.id());

        lastUsed.write();

        assertThat(lastUse(ada)).isAfter(OffsetDateTime.now(UTC));
    }

    private static void use(Person person) {
        given().header("Authorization", person.authorization())
                .get("/api/user")
                .then()
                .statusCode(200);
    }

    private static OffsetDateTime lastUse(Person person) {
        return Database.value(
                OffsetDateTime.class, "select last_used_at from access_token where user_id = ?", person.id());
    }
}
