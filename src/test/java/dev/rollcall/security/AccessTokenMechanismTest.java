package dev.rollcall.security;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestSettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestSettings.class)
class AccessTokenMechanismTest {

    private static final String UNAUTHORIZED =
            "{\"code\":401,\"message\":\"Unauthorized: No credentials provided or are invalid.\"}";

    @Test
    void refusesARequestWithoutCredentials() {
        assertUnauthorized(given().get("/api/user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token",
                "token ",
                "token pul-",
                "token pul-0123456789012345678901234567890123456789",
                "token pul-012345678901234567890123456789012345678",
                "token pul-01234567890123456789012345678901234567890",
                "token 0123456789012345678901234567890123456789",
                "token pul-0123456789012345678901234567890123456789 pul-0123456789012345678901234567890123456789",
                "token pul-zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "token ' or 1=1 --",
                "pul-0123456789012345678901234567890123456789",
                "Bearer pul-0123456789012345678901234567890123456789",
                "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
                "update-token pul-0123456789012345678901234567890123456789",
                "Basic YWRhOnNlY3JldA==",
                "Basic %%%",
                "Digest username=ada",
                "Negotiate",
                "\u00e4\u00f6"
            })
    void refusesWhatIsNoKnownToken(String authorization) {
        assertUnauthorized(given().header("Authorization", authorization).get("/api/user"));
    }

    @Test
    void refusesAKnownTokenUnderAnotherScheme() {
        String token = Rows.person("Ada Example").token();

        assertUnauthorized(given().header("Authorization", "Bearer " + token).get("/api/user"));
        assertUnauthorized(given().auth().preemptive().basic(token, "").get("/api/user"));
    }

    @Test
    void refusesATokenInCapitals() {
        String token = Rows.person("Ada Example").token();

        assertUnauthorized(call("PUL-" + token.substring(4).toUpperCase(Locale.ROOT)));
    }

    @Test
    void refusesTwoCredentialsAtOnce() {
        Person person = Rows.person("Ada Example");

        assertUnauthorized(given().header("Authorization", person.authorization(), person.authorization())
                .get("/api/user"));
    }

    @Test
    void takesTheSchemeInAnyCase() {
        String token = Rows.person("Ada Example").token();

        given().header("Authorization", "Token " + token)
                .get("/api/user")
                .then()
                .statusCode(200);
    }

    @Test
    void refusesAnExpiredToken() {
        Person person = Rows.person("Ada Example");
        Database.execute(
                "update access_token set expires_at = now() - interval '1 second' where user_id = ?", person.id());

        assertUnauthorized(call(person.token()));
    }

    @Test
    void takesATokenThatExpiresLater() {
        Person person = Rows.person("Ada Example");
        Database.execute(
                "update access_token set expires_at = now() + interval '1 hour' where user_id = ?", person.id());

        assertThat(call(person.token()).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesARevokedTokenAtOnce() {
        Person person = Rows.person("Ada Example");
        assertThat(call(person.token()).statusCode()).isEqualTo(200);

        Database.execute("update access_token set revoked_at = now() where user_id = ?", person.id());

        assertUnauthorized(call(person.token()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspended", "deleted"})
    void refusesAnAccountThatIsNotActive(String state) {
        Person person = Rows.person("Ada Example");
        Database.execute("update app_user set state = ? where id = ?", state, person.id());

        assertUnauthorized(call(person.token()));
    }

    @Test
    void refusesTheMachineTokensOfASuspendedServiceAccount() {
        Rows.Organization organization = Rows.organization(unique("acme"), "Acme");
        String token = Rows.organizationToken(organization, "deploy");
        Database.execute("update app_user set state = 'suspended' where id = ?", Rows.serviceAccount(organization));

        assertUnauthorized(call(token));
    }

    @Test
    void writesAnAuditEventForEachUseOfAWatchedToken() {
        Person person = Rows.person("Ada Example");
        Database.execute("update access_token set audited = true where user_id = ?", person.id());

        for (int i = 0; i < 2; i++) {
            Response answer = call(person.token());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Database.value(
                            String.class,
                            "select description from audit_event where action = 'token-used' and actor_id = ?"
                                    + " and address like '127.%' and request_id = ?"
                                    + " and token_id = (select id from access_token where user_id = ?)",
                            person.id(),
                            answer.header("X-Pulumi-Request-ID"),
                            person.id()))
                    .isEqualTo("Used a watched access token");
        }
    }

    @Test
    void storesNothingFromWhichATokenCouldBeRead() {
        Person person = Rows.person("Ada Example");

        assertThat(Database.value(String.class, "select t::text from access_token t where user_id = ?", person.id()))
                .doesNotContain(person.token().substring(4));
    }

    private static Response call(String token) {
        return given().header("Authorization", "token " + token).get("/api/user");
    }

    private static void assertUnauthorized(Response response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.asString()).isEqualTo(UNAUTHORIZED);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("token");
        assertThat(response.contentType()).isEqualTo("application/json");
    }
}
