package dev.rollcall.email;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EmailResourceTest {

    private static final String PENDING = "/api/user/pending-emails";
    private static final String VERIFIED = "/api/user/verified-email";

    private final Person ada = Rows.person("Ada Example");

    @Test
    void showsNoPendingAddressToWhoHasNone() {
        assertThat(get(PENDING).statusCode()).isEqualTo(204);
        assertThat(get(PENDING).asString()).isEmpty();
    }

    @Test
    void showsTheNewestPendingAddressOfTheCallerOnly() {
        pending(ada, "old@example.com", "change", -20, 60);
        pending(ada, "new@example.com", "change", -10, 60);
        pending(Rows.person("Grace Example"), "other@example.com", "change", 0, 60);

        assertThat(get(PENDING).asString()).isEqualTo("{\"email\":\"new@example.com\"}");
    }

    @Test
    void showsTheFirstProofOfThePrimaryAddressToo() {
        pending(ada, "ada@example.com", "primary", -1, 60);

        assertThat(get(PENDING).asString()).isEqualTo("{\"email\":\"ada@example.com\"}");
    }

    @Test
    void forgetsAnAddressThatWasNotProvenInTime() {
        pending(ada, "late@example.com", "change", -20, -1);

        assertThat(get(PENDING).statusCode()).isEqualTo(204);
        assertThat(delete(ada.token()).statusCode()).isEqualTo(204);
    }

    @Test
    void givesUpTheChangeOfAddressAndKeepsEveryThingElse() {
        Person grace = Rows.person("Grace Example");
        pending(ada, "ada@example.com", "primary", -20, 60);
        pending(ada, "older@example.com", "change", -15, 60);
        pending(ada, "new@example.com", "change", -10, 60);
        pending(grace, "grace@example.com", "change", 0, 60);

        Response answer = delete(ada.token());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.asString()).isEmpty();

        assertThat(get(PENDING).asString()).isEqualTo("{\"email\":\"ada@example.com\"}");
        assertThat(Database.count("email_verification where user_id = ?", grace.id()))
                .isEqualTo(1);
    }

    @Test
    void givesUpNothingTwice() {
        pending(ada, "new@example.com", "change", -10, 60);

        assertThat(delete(ada.token()).statusCode()).isEqualTo(204);
        assertThat(delete(ada.token()).statusCode()).isEqualTo(204);
    }

    @Test
    void keepsTheProofOfThePrimaryAddress() {
        pending(ada, "new@example.com", "change", -20, 60);
        pending(ada, "ada@example.com", "primary", -10, 60);

        assertThat(delete(ada.token()).asString())
                .isEqualTo("{\"code\":400,\"message\":"
                        + "\"Bad Request: Cannot delete the pending verification for primary email.\"}");
        assertThat(Database.count("email_verification where user_id = ?", ada.id()))
                .isEqualTo(2);
    }

    @Test
    void saysTrueOfAVerifiedAddressAndNothingElse() {
        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?",
                unique("ada") + "@example.com",
                ada.id());

        assertThat(get(VERIFIED).statusCode()).isEqualTo(200);
        assertThat(get(VERIFIED).contentType()).startsWith("application/json");
        assertThat(get(VERIFIED).asString()).isEqualTo("true");
    }

    @Test
    void doesNotFindAnAddressThatIsNotVerified() {
        String notFound = "{\"code\":404,\"message\":\"Not Found: No verified email address\"}";
        assertThat(get(VERIFIED).asString()).isEqualTo(notFound);

        Database.execute("update app_user set email = ? where id = ?", unique("ada") + "@example.com", ada.id());

        assertThat(get(VERIFIED).statusCode()).isEqualTo(404);
        assertThat(get(VERIFIED).asString()).isEqualTo(notFound);
    }

    @ParameterizedTest
    @CsvSource({"GET," + PENDING, "DELETE," + PENDING, "GET," + VERIFIED})
    void isForPeopleOnly(String method, String path) {
        Organization acme = Rows.organization(unique("acme"), "Acme");

        given().header("Authorization", "token " + Rows.organizationToken(acme, "deploy"))
                .request(method, path)
                .then()
                .statusCode(403);
        given().request(method, path).then().statusCode(401);
    }

    private static void pending(Person person, String email, String purpose, int createdMinutes, int expiresMinutes) {
        Database.execute(
                "insert into email_verification (id, user_id, email, purpose, code_hash, created_at, expires_at)"
                        + " values (?, ?, ?, ?, sha256(?::bytea), ?, ?)",
                UUID.randomUUID(),
                person.id(),
                email,
                purpose,
                unique("code").getBytes(StandardCharsets.UTF_8),
                minutes(createdMinutes),
                minutes(expiresMinutes));
    }

    private static OffsetDateTime minutes(int fromNow) {
        return Instant.now().plusSeconds(60L * fromNow).atOffset(ZoneOffset.UTC);
    }

    private Response get(String path) {
        return given().header("Authorization", ada.authorization()).get(path);
    }

    private static Response delete(String token) {
        return given().header("Authorization", "token " + token).delete(PENDING);
    }
}
