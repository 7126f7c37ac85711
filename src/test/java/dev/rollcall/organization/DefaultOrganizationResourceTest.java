package dev.rollcall.organization;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DefaultOrganizationResourceTest {

    @Test
    void isTheIndividualOrganizationOfWhoChoseNone() {
        Person person = Rows.person("Ada Example");
        Rows.join(person.id(), Rows.organization(unique("aaa"), "First by name").id(), "member");

        assertThat(get(person.token()).asString())
                .isEqualTo("{\"GitHubLogin\":\"" + person.login() + "\",\"Messages\":[]}");
    }

    @Test
    void isTheFirstByNameOfWhoHasNoIndividualOrganization() {
        Person person = Rows.managedPerson("Managed");
        String suffix = unique("");
        Rows.join(person.id(), Rows.organization("b" + suffix, "A").id(), "member");
        Rows.join(person.id(), Rows.organization("A" + suffix, "B").id(), "member");

        assertThat(get(person.token()).jsonPath().getString("GitHubLogin")).isEqualTo("A" + suffix);
    }

    @Test
    void isEmptyWithAWarningForWhoBelongsToNone() {
        assertThat(get(Rows.managedPerson("Alone").token()).asString()).isEqualTo("""
                        {"GitHubLogin":"","Messages":[{"severity":"warning",\
                        "message":"You belong to no organization. Ask an administrator for an invitation."}]}""");
    }

    @Test
    void isTheOrganizationOfAMachineToken() {
        Organization organization = Rows.organization(unique("acme"), "Acme");

        assertThat(get(Rows.organizationToken(organization, "deploy"))
                        .jsonPath()
                        .getString("GitHubLogin"))
                .isEqualTo(organization.login());
    }

    @Test
    void isChosenWithOneAuditEvent() {
        Person person = Rows.person("Ada Example");
        Organization chosen = Rows.organization(unique("acme"), "Acme");
        Rows.join(person.id(), chosen.id(), "member");

        for (int i = 0; i < 2; i++) {
            given().header("Authorization", person.authorization())
                    .post("/api/user/organizations/{org}/default", chosen.login())
                    .then()
                    .statusCode(204);
        }

        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where action = 'default-organization-chosen'"
                                + " and actor_id = ? and subject_id = actor_id and token_id is not null"
                                + " and request_id is not null and address is not null",
                        person.id()))
                .isEqualTo("Chose '" + chosen.login() + "' as their default organization");
        assertThat(Database.count(
                        "audit_event where action = 'default-organization-chosen' and actor_id = ?", person.id()))
                .isOne();
    }

    @Test
    void isTheOneThatWasChosenUntilTheCallerLeavesIt() {
        Person person = Rows.person("Ada Example");
        Organization chosen = Rows.organization(unique("zzz"), "Chosen");
        Rows.join(person.id(), chosen.id(), "member");

        Response answer = choose(person.token(), chosen.login().toUpperCase(Locale.ROOT));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.asString()).isEmpty();
        assertThat(get(person.token()).jsonPath().getString("GitHubLogin")).isEqualTo(chosen.login());

        Database.execute("delete from membership where user_id = ? and organization_id = ?", person.id(), chosen.id());
        assertThat(get(person.token()).jsonPath().getString("GitHubLogin")).isEqualTo(person.login());
    }

    @Test
    void isNotChosenWithATokenThatLivesTooLongForTheOrganizationButStaysReadable() {
        Person person = Rows.person("Ada Example");
        Organization strict = Rows.organization(unique("strict"), "Strict");
        Rows.join(person.id(), strict.id(), "member");
        assertThat(choose(person.token(), strict.login()).statusCode()).isEqualTo(204);
        Database.execute("update organization set max_access_token_expiry_days = 30 where id = ?", strict.id());

        assertThat(choose(person.token(), strict.login()).asString())
                .isEqualTo("{\"code\":403,\"message\":\"The `" + strict.login() + "` organization enforces a max access"
                        + " token expiry of `30` days that your current token does not meet. Please generate a new token"
                        + " with a TTL meeting your org's threshold to perform this request.\"}");
        // The CLI asks at nearly every command, and accepts no other status than 200 and 404.
        assertThat(get(person.token()).jsonPath().getString("GitHubLogin")).isEqualTo(strict.login());
    }

    @Test
    void doesNotChangeForAnotherPerson() {
        Person ada = Rows.person("Ada Example");
        Person grace = Rows.person("Grace Example");
        Organization shared = Rows.organization(unique("shared"), "Shared");
        Rows.join(ada.id(), shared.id(), "member");
        Rows.join(grace.id(), shared.id(), "member");

        assertThat(choose(ada.token(), shared.login()).statusCode()).isEqualTo(204);

        assertThat(get(grace.token()).jsonPath().getString("GitHubLogin")).isEqualTo(grace.login());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "not json", "[1,2,3]", "a=b&%zz"})
    void isChosenWithAnyBody(String body) {
        Person person = Rows.person("Ada Example");

        given().header("Authorization", person.authorization())
                .header("Content-Type", "application/json")
                .body(body)
                .post("/api/user/organizations/{org}/default", person.login())
                .then()
                .statusCode(204);
    }

    @Test
    void isNotFoundWhenTheCallerIsNoMemberWhetherItExistsOrNot() {
        Person person = Rows.person("Ada Example");
        String existing = Rows.organization(unique("secret"), "Secret").login();
        String missing = unique("missing");

        assertThat(choose(person.token(), existing).asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: Organization '" + existing + "' not found\"}");
        assertThat(choose(person.token(), missing).asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: Organization '" + missing + "' not found\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%00",
                "a%00b",
                "%F0%9F%92%A9",
                "%ED%A0%80",
                "%E2%80%AE",
                "..%5C..",
                "'%20or%201=1--",
                "%25",
                "ab"
            })
    void isNotFoundByANameThatNobodyCanHave(String encoded) {
        given().urlEncodingEnabled(false)
                .header("Authorization", Rows.person("Ada Example").authorization())
                .post("/api/user/organizations/" + encoded + "/default")
                .then()
                .statusCode(404);
    }

    @Test
    void cannotBeChosenByAMachine() {
        Organization organization = Rows.organization(unique("acme"), "Acme");

        assertThat(choose(Rows.organizationToken(organization, "deploy"), organization.login())
                        .asString())
                .isEqualTo("{\"code\":403,\"message\":\"Forbidden: Your credentials do not permit this."
                        + " Use a personal token, or ask a site administrator.\"}");
        assertThat(choose(Rows.teamToken(organization, "platform", "ci"), organization.login())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void cannotBeChosenByNobody() {
        given().post("/api/user/organizations/acme/default").then().statusCode(401);
    }

    private static Response get(String token) {
        Response response = given().header("Authorization", "token " + token).get("/api/user/organizations/default");
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static Response choose(String token, String organization) {
        return given().header("Authorization", "token " + token)
                .post("/api/user/organizations/{org}/default", organization);
    }
}
