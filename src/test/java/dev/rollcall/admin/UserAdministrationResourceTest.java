package dev.rollcall.admin;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UserAdministrationResourceTest {

    private final Person admin = Rows.person("Admin");
    private final Person ada = Rows.person("Ada Example");
    private final String subject = unique("subject");

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
    }

    @Test
    void attachesTheIdentityThatAPersonThenSignsInWith() {
        TestIssuer stranger = new TestIssuer(IssuersResource.STRANGER);
        assertThat(who(stranger.token(subject)).statusCode()).isEqualTo(403);

        assertThat(attach(ada.login().toUpperCase(Locale.ROOT), "saml", stranger.url(), subject)
                        .statusCode())
                .isEqualTo(204);

        assertThat(who(stranger.token(subject)).jsonPath().getString("id"))
                .isEqualTo(ada.id().toString());
        assertThat(events("identity-attached")).isEqualTo(1);
        assertThat(attach(ada.login(), "SAML", stranger.url(), subject).statusCode())
                .isEqualTo(204);
        assertThat(events("identity-attached")).isEqualTo(1);
    }

    @Test
    void attachesNobodysIdentityToSomebodyElse() {
        attach(Rows.person("Grace Example").login(), "github", "https://github.com", subject);

        assertThat(attach(ada.login(), "github", "https://github.com", subject).asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: This identity belongs to another account.\"}");
    }

    @Test
    void attachesOneIdentityOfAKind() {
        attach(ada.login(), "github", "https://github.com", subject);

        assertThat(attach(ada.login(), "github", "https://github.com", unique("other"))
                        .asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: The account has another identity of github.com.\"}");
    }

    @Test
    void attachesAnIdentityToOneOfTwoPeopleAtOnce() throws Exception {
        Person grace = Rows.person("Grace Example");

        List<Integer> statuses = AtOnce.call(List.of(
                () -> attach(ada.login(), "github", "https://github.com", subject)
                        .statusCode(),
                () -> attach(grace.login(), "github", "https://github.com", subject)
                        .statusCode()));

        assertThat(statuses).containsExactlyInAnyOrder(204, 409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"kind\":\"github\",\"instance\":\"https://github.com\"}",
                "{\"kind\":\"myspace\",\"instance\":\"https://github.com\",\"subject\":\"1\"}",
                "{\"kind\":\"github\",\"instance\":\"\",\"subject\":\"1\"}",
                "{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":\"\\u0000\"}",
                "{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":1.5}",
                "{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":true}",
                "{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":null}",
                "{\"kind\":\"github\",\"instance\":1,\"subject\":\"1\"}"
            })
    void refusesABodyThatDescribesNoIdentity(String body) {
        given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body(body)
                .post("/api/admin/users/{login}/identities", ada.login())
                .then()
                .statusCode(400);
    }

    @Test
    void takesASubjectThatIsANumber() {
        String digits = Long.toString(Math.abs(new SecureRandom().nextLong() / 2));

        attachBody("{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":" + digits + "}")
                .then()
                .statusCode(204);

        assertThat(Database.value(String.class, "select subject from identity where user_id = ?", ada.id()))
                .isEqualTo(digits);
    }

    @ParameterizedTest
    @CsvSource({"1.5,subject must be a string or a whole number.", "[],subject must be a string or a whole number."})
    void saysWhatASubjectMustBe(String subject, String sentence) {
        assertThat(attachBody("{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":" + subject + "}")
                        .asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: " + sentence + "\"}");
    }

    @Test
    void saysWhatTheSecondFactorMustBe() {
        assertThat(mfa(ada.login(), "{\"enabled\":\"yes\"}").asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: enabled must be true or false.\"}");
    }

    @Test
    void suspendsAtOnceAndRestores() {
        assertThat(post("suspend", ada.login()).statusCode()).isEqualTo(204);
        assertThat(post("suspend", ada.login()).statusCode()).isEqualTo(204);
        assertThat(call(ada).statusCode()).isEqualTo(401);
        assertThat(events("suspended")).isEqualTo(1);

        assertThat(post("restore", ada.login()).statusCode()).isEqualTo(204);
        assertThat(call(ada).statusCode()).isEqualTo(200);
        assertThat(events("restored")).isEqualTo(1);
    }

    @Test
    void suspendsNotTheCaller() {
        assertThat(post("suspend", admin.login()).asString())
                .isEqualTo("{\"code\":409,\"message\":"
                        + "\"Conflict: You cannot suspend yourself. Ask another site administrator.\"}");
        assertThat(call(admin).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhetherAPersonHasASecondFactor() {
        assertThat(mfa(ada.login(), "{\"enabled\":true}").statusCode()).isEqualTo(204);
        assertThat(call(ada).jsonPath().getBoolean("hasMFA")).isTrue();
        assertThat(events("mfa-set")).isEqualTo(1);

        assertThat(mfa(ada.login(), "{\"enabled\":false}").statusCode()).isEqualTo(204);
        assertThat(call(ada).jsonPath().getBoolean("hasMFA")).isFalse();
        assertThat(mfa(ada.login(), "{}").statusCode()).isEqualTo(400);
        assertThat(mfa(ada.login(), "{\"enabled\":\"yes\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void makesAnotherSiteAdministratorAndTakesItAway() {
        assertThat(siteAdmin(ada.login(), "{\"enabled\":true}").statusCode()).isEqualTo(204);
        assertThat(siteAdmin(ada.login(), "{\"enabled\":true}").statusCode()).isEqualTo(204);
        assertThat(reconciliation(ada).statusCode()).isEqualTo(200);
        assertThat(events("site-admin-granted")).isEqualTo(1);

        assertThat(siteAdmin(ada.login(), "{\"enabled\":false}").statusCode()).isEqualTo(204);
        assertThat(reconciliation(ada).statusCode()).isEqualTo(403);
        assertThat(events("site-admin-revoked")).isEqualTo(1);
        assertThat(siteAdmin(ada.login(), "{}").statusCode()).isEqualTo(400);
        assertThat(siteAdmin("nobody-here", "{\"enabled\":true}").statusCode()).isEqualTo(404);
    }

    @Test
    void leavesTheServerAnAdministrator() {
        assertThat(siteAdmin(admin.login(), "{\"enabled\":true}").statusCode()).isEqualTo(204);
        assertThat(siteAdmin(admin.login(), "{\"enabled\":false}").asString())
                .isEqualTo("{\"code\":409,\"message\":\"Conflict: You are a site administrator and cannot change that"
                        + " yourself. Ask another site administrator.\"}");
        assertThat(reconciliation(admin).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"suspend,nobody-here", "restore,nobody-here", "suspend,a", "suspend,\u20ac\u20ac\u20ac"})
    void doesNotFindWhoIsNotThere(String action, String login) {
        assertThat(post(action, login).asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: User '" + login + "' not found\"}");
    }

    @Test
    void recordsEachChangeAsASentenceWithTheRequestThatMadeIt() {
        attach(ada.login(), "github", "https://github.com", unique("subject"));
        mfa(ada.login(), "{\"enabled\":true}");
        mfa(ada.login(), "{\"enabled\":false}");
        siteAdmin(ada.login(), "{\"enabled\":true}");
        siteAdmin(ada.login(), "{\"enabled\":false}");
        post("suspend", ada.login());
        String last = post("restore", ada.login()).header("X-Pulumi-Request-ID");

        assertThat(Database.value(
                        String.class,
                        "select string_agg(replace(description, ?, 'ada'), '; ' order by id) from audit_event"
                                + " where actor_id = ? and subject_id = ? and token_id is not null"
                                + " and request_id is not null and address = '127.0.0.1'",
                        ada.login(),
                        admin.id(),
                        ada.id()))
                .isEqualTo("Attached an identity of GitHub to user 'ada'; Set that user 'ada' has a second factor;"
                        + " Set that user 'ada' has no second factor; Made user 'ada' a site administrator;"
                        + " Made user 'ada' no site administrator; Suspended user 'ada'; Restored user 'ada'");
        assertThat(Database.count("audit_event where request_id = ? and action = 'restored'", last))
                .isEqualTo(1);
    }

    @Test
    void doesNotFindAnOrganizationOrADeletedPerson() {
        Database.execute("update app_user set state = 'deleted' where id = ?", ada.id());

        assertThat(post("restore", ada.login()).statusCode()).isEqualTo(404);
        assertThat(post("suspend", Rows.organization(unique("acme"), "Acme").login())
                        .statusCode())
                .isEqualTo(404);
    }

    private Response attachBody(String body) {
        return given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body(body)
                .post("/api/admin/users/{login}/identities", ada.login());
    }

    private Response attach(String login, String kind, String instance, String subject) {
        return given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body("{\"kind\":\"%s\",\"instance\":\"%s\",\"subject\":\"%s\"}".formatted(kind, instance, subject))
                .post("/api/admin/users/{login}/identities", login);
    }

    private Response post(String action, String login) {
        return given().header("Authorization", admin.authorization())
                .post("/api/admin/users/{login}/{action}", login, action);
    }

    private Response mfa(String login, String body) {
        return given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body(body)
                .put("/api/admin/users/{login}/mfa", login);
    }

    private Response siteAdmin(String login, String body) {
        return given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body(body)
                .put("/api/admin/users/{login}/site-admin", login);
    }

    /** Reads something that only site administrators may read. */
    private static Response reconciliation(Person person) {
        return given().header("Authorization", person.authorization()).get("/api/admin/identities/reconcile");
    }

    private static Response call(Person person) {
        return given().header("Authorization", person.authorization()).get("/api/user");
    }

    private static Response who(String jwt) {
        return given().header("Authorization", "Bearer " + jwt).get("/api/user");
    }

    private long events(String action) {
        return Database.count(
                "audit_event where action = ? and actor_id = ? and subject_id = ?", action, admin.id(), ada.id());
    }
}
