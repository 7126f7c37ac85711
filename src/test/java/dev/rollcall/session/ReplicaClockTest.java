package dev.rollcall.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock of this replica is a day ahead of the database's. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class ReplicaClockTest {

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    BrowserSessions sessions;

    @Test
    void endsNobodysSessionAndNoSignIn() {
        Browser signedIn = Browser.of(Rows.person("Ada Example").id());
        Browser signingIn = new Browser();
        String state = signingIn.startSigningIn("/account/identities").get("state");
        Browser ended = Browser.of(Rows.person("Ada Example").id());
        Database.execute(
                "update browser_session set expires_at = now() - interval '1 second' where secret_hash = ?",
                ended.hash());

        sessions.deleteEnded();
        assertThat(Database.count("browser_session where secret_hash = ?", ended.hash()))
                .isZero();

        assertThat(signedIn.get("/account/identities").statusCode()).isEqualTo(200);
        assertThat(Database.count("oauth_state")).isPositive();
        assertThat(signingIn
                        .comeBack(
                                state,
                                TestGitHub.person(Rows.unique("ada"), "Ada Example", null)
                                        .code())
                        .statusCode())
                .isNotEqualTo(400);
        assertThat(Database.count("browser_session where expires_at > now() + interval '7 days 1 minute'"))
                .isZero();
    }

    @Test
    void freesNoLoginTooEarlyAndReservesNoneTooLong() {
        Person admin = Rows.person("Site admin");
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
        RequestSpecification administration = new RequestSpecBuilder()
                .addHeader("Authorization", "token " + admin.token())
                .setContentType(ContentType.JSON)
                .build();
        String reserved = Rows.unique("reserved");
        String old = Rows.unique("old");
        Database.execute(
                "insert into owner_name (id, name, reserved_for, reserved_until)"
                        + " values (gen_random_uuid(), ?, ?, now() + interval '1 hour')",
                reserved,
                Rows.person("Grace Example").id());

        given(administration)
                .body(Map.of("login", reserved))
                .post("/api/admin/users")
                .then()
                .statusCode(409);
        given(administration)
                .body(Map.of("login", old))
                .post("/api/admin/users")
                .then()
                .statusCode(201);
        given(administration)
                .body(Map.of("login", Rows.unique("new")))
                .patch("/api/admin/users/" + old)
                .then()
                .statusCode(204);

        assertThat(Database.count("owner_name where name = ? and reserved_until <= now() + interval '365 days'", old))
                .isOne();
        Database.execute("update app_user set site_admin = false where id = ?", admin.id());
    }

    @Test
    void isReportedForOperators() {
        Response wellness = given().get(management.resolve("/q/health/well"));
        assertThat(wellness.statusCode()).isEqualTo(503);
        assertThat(wellness.asString()).containsPattern("86[34]\\d{5} ms ahead of the database's");
    }
}
