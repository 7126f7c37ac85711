package dev.rollcall.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Administrators list and end the tokens and sessions of a person. */
@QuarkusTest
class UserCredentialsTest {

    private final Person admin = Rows.person("Admin");
    private final Person ada = Rows.person("Ada Example");

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
    }

    @Test
    void listsTheTokensOfAPersonInPages() {
        Rows.personalToken(ada.id());
        Database.execute("update access_token set description = 'ci' where user_id = ?", ada.id());

        JsonPath first = get("/tokens?maxResults=1");
        JsonPath second = get("/tokens?maxResults=1&continuationToken=" + first.getString("continuationToken"));

        List<String> ids = List.of(first.getString("tokens[0].id"), second.getString("tokens[0].id"));
        assertThat(ids)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(Database.count(
                                "access_token where id = ? and user_id = ?", UUID.fromString(id), ada.id()))
                        .isEqualTo(1));
        assertThat(first.getString("tokens[0].description")).isEqualTo("ci");
        assertThat(second.getString("continuationToken")).isNull();
        assertThat(get("/tokens?filter=expired").getList("tokens")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"filter=some", "filter=", "maxResults=0", "continuationToken=", "search=ci"})
    void refusesParametersThatItDoesNotHave(String query) {
        assertThat(call("GET", "/tokens?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void revokesATokenAndWhatWasCreatedWithIt() {
        UUID id = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());
        String child = Rows.personalToken(ada.id());
        Database.execute("update access_token set minted_by = ? where user_id = ? and id <> ?", id, ada.id(), id);

        assertThat(call("DELETE", "/tokens/" + id).statusCode()).isEqualTo(204);

        assertThat(status(ada.authorization())).isEqualTo(401);
        assertThat(status("token " + child)).isEqualTo(401);
        assertThat(Database.count(
                        "audit_event e where action = 'token-revoked' and actor_id = ? and subject_id in"
                                + " (select id from access_token where user_id = ?) and token_id is not null",
                        admin.id(),
                        ada.id()))
                .isEqualTo(2);
        assertThat(call("DELETE", "/tokens/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void revokesAllTokensOfThePersonAndWhatWasCreatedWithThem() {
        UUID id = Database.value(UUID.class, "select id from access_token where user_id = ?", ada.id());
        String other = Rows.personalToken(ada.id());
        Organization acme = Rows.organization(Rows.unique("acme"), "Acme");
        String machine = Rows.organizationToken(acme, "ci");
        Database.execute("update access_token set minted_by = ? where organization_id = ?", id, acme.id());
        Person grace = Rows.person("Grace Example");

        assertThat(call("POST", "/tokens/revoke").statusCode()).isEqualTo(204);

        assertThat(List.of(
                        status(ada.authorization()),
                        status("token " + other),
                        status("token " + machine),
                        status(grace.authorization())))
                .containsExactly(401, 401, 401, 200);
        assertThat(call("POST", "/tokens/revoke").statusCode()).isEqualTo(204);
        assertThat(Database.value(
                        String.class,
                        "select string_agg(description, '; ' order by description) from audit_event"
                                + " where action = 'token-revoked' and actor_id = ? and request_id is not null",
                        admin.id()))
                .isEqualTo("Deleted a personal token; Deleted a personal token; Deleted the organization token 'ci'."
                        + " It ended with the token that created it");
    }

    @Test
    void listsTheSessionsOfAPerson() {
        Browser browser = Browser.of(ada.id());
        Database.execute(
                "update browser_session set user_agent = 'Firefox', address = '192.0.2.1' where secret_hash = ?",
                browser.hash());
        Browser ended = Browser.of(ada.id());
        Database.execute("update browser_session set expires_at = now() where secret_hash = ?", ended.hash());
        Browser.of(Rows.person("Grace Example").id());

        JsonPath listed = get("/sessions");

        assertThat(listed.getList("sessions")).hasSize(1);
        assertThat(listed.getString("sessions[0].id")).isEqualTo(id(browser).toString());
        assertThat(listed.getString("sessions[0].userAgent")).isEqualTo("Firefox");
        assertThat(listed.getString("sessions[0].address")).isEqualTo("192.0.2.1");
        assertThat(Instant.parse(listed.getString("sessions[0].started")))
                .isBeforeOrEqualTo(Instant.parse(listed.getString("sessions[0].lastUsed")));
        assertThat(Instant.parse(listed.getString("sessions[0].expires"))).isAfter(Instant.now());
    }

    @Test
    void endsASessionOfThePersonAndNoOther() {
        Browser browser = Browser.of(ada.id());
        Browser other = Browser.of(ada.id());
        Browser grace = Browser.of(Rows.person("Grace Example").id());

        assertThat(call("DELETE", "/sessions/" + id(browser)).statusCode()).isEqualTo(204);
        assertThat(call("DELETE", "/sessions/" + id(grace)).statusCode()).isEqualTo(404);
        assertThat(call("DELETE", "/sessions/nothing").statusCode()).isEqualTo(404);

        assertThat(isSignedIn(browser)).isFalse();
        assertThat(isSignedIn(other)).isTrue();
        assertThat(isSignedIn(grace)).isTrue();
        assertThat(events("session-ended")).isEqualTo(1);
    }

    @Test
    void endsAllSessionsOfThePersonAndLeavesTheTokens() {
        Browser browser = Browser.of(ada.id());
        Browser other = Browser.of(ada.id());

        assertThat(call("DELETE", "/sessions").statusCode()).isEqualTo(204);
        assertThat(call("DELETE", "/sessions").statusCode()).isEqualTo(204);

        assertThat(isSignedIn(browser)).isFalse();
        assertThat(isSignedIn(other)).isFalse();
        assertThat(status(ada.authorization())).isEqualTo(200);
        assertThat(events("sessions-ended")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"GET,/tokens", "DELETE,/tokens/ID", "GET,/sessions", "DELETE,/sessions", "DELETE,/sessions/ID"})
    void findsNobodyWhoDoesNotExist(String method, String path) {
        Response response = given().header("Authorization", admin.authorization())
                .request(
                        method,
                        "/api/admin/users/nobody-here"
                                + path.replace("ID", UUID.randomUUID().toString()));

        assertThat(response.asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: User 'nobody-here' not found\"}");
    }

    private JsonPath get(String path) {
        Response response = call("GET", path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.jsonPath();
    }

    private Response call(String method, String path) {
        return given().header("Authorization", admin.authorization())
                .request(method, "/api/admin/users/" + ada.login().toUpperCase(Locale.ROOT) + path);
    }

    private static int status(String authorization) {
        return given().header("Authorization", authorization).get("/api/user").statusCode();
    }

    private static boolean isSignedIn(Browser browser) {
        return browser.get("/account/identities").statusCode() == 200;
    }

    private static UUID id(Browser browser) {
        return Database.value(UUID.class, "select id from browser_session where secret_hash = ?", browser.hash());
    }

    private long events(String action) {
        return Database.count(
                "audit_event where action = ? and actor_id = ? and subject_id = ? and token_id is not null"
                        + " and request_id is not null and description is not null",
                action,
                admin.id(),
                ada.id());
    }
}
