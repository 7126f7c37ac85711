package dev.rollcall.profile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class VcsResourceTest {

    private final Person ada = Rows.person("Ada Example");

    @ParameterizedTest
    @ValueSource(strings = {"github", "GitHub", "github.com", "GITHUB.COM"})
    void disconnectsAnIdentityByEitherNameAndAnswersTheUserWithoutIt(String name) {
        link("github.com", "gitlab.com");

        Response answer = disconnect(name);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("id")).isEqualTo(ada.id().toString());
        assertThat(answer.jsonPath().<String>getList("identities")).containsExactly("gitlab.com");
        assertThat(Database.count(
                        "audit_event where action = 'identity-disconnected' and actor_id = ? and request_id = ?"
                                + " and description = 'Disconnected their identity of GitHub'",
                        ada.id(),
                        answer.header("X-Pulumi-Request-ID")))
                .isEqualTo(1);
    }

    @Test
    void knowsEveryProviderByItsShortName() {
        link("github.com", "gitlab.com", "bitbucket.org", "dev.azure.com", "google.com", "SAML");

        for (String name : List.of("saml", "google", "azure-devops", "bitbucket", "gitlab")) {
            assertThat(disconnect(name).statusCode()).as(name).isEqualTo(200);
        }

        assertThat(identities()).isEqualTo(1);
    }

    @Test
    void keepsTheLastIdentity() {
        link("github.com");

        assertThat(disconnect("github").asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: must have more than one identity provider\"}");
        assertThat(identities()).isEqualTo(1);
    }

    @Test
    void keepsOneOfTwoThatAreDisconnectedAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            Database.execute("delete from identity where user_id = ?", ada.id());
            link("github.com", "gitlab.com");

            List<Integer> statuses = AtOnce.call(List.of(
                    () -> disconnect("github").statusCode(),
                    () -> disconnect("gitlab").statusCode()));

            assertThat(statuses).containsExactlyInAnyOrder(200, 400);
            assertThat(identities()).isEqualTo(1);
        }
    }

    @Test
    void doesNotFindAnIdentityThatIsNotLinkedOrIsAnotherPersons() {
        link("github.com", "gitlab.com");
        Rows.identity(Rows.person("Grace Example").id(), "google.com", "https://accounts.google.com");

        assertThat(disconnect("google").asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: No identity of google.com is linked\"}");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Pulumi", "myspace", "github.com ", "\0", "\uD83D\uDCA9"})
    void refusesWhatNamesNoProvider(String name) {
        link("github.com", "gitlab.com");

        assertThat(disconnect(name).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: invalid query parameter\"}");
    }

    private void link(String... providers) {
        for (String provider : providers) {
            Rows.identity(ada.id(), provider, "https://" + provider);
        }
    }

    private long identities() {
        return Database.count("identity where user_id = ?", ada.id());
    }

    private Response disconnect(String name) {
        RequestSpecification request = given().header("Authorization", ada.authorization());
        return (name == null ? request : request.queryParam("identity", name)).delete("/api/user/vcs");
    }
}
