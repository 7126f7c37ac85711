package dev.rollcall.profile;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.identity.Links;
import dev.rollcall.identity.Links.Profile;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(GitHubResource.class)
class VcsOrganizationsResourceTest {

    private final Person ada = Rows.person("Ada Example");

    private Links link() {
        return Links.of(ada.id(), "ada").shows(new Profile("ada", "Ada", "ada@example.com"));
    }

    @Test
    void listsWhatTheProviderShowsAndWhatIsKnownOfIt() {
        long known = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        Rows.Organization acme = Rows.organization(unique("acme"), "Acme");
        Database.execute(
                "update organization set backing_provider = 'github.com', backing_instance = ?, backing_id = ? where id = ?",
                GitHubResource.url(),
                Long.toString(known),
                acme.id());
        link().organizations("""
                [{"login":"acme","id":%d,"avatar_url":"https://avatars.example.com/acme"},{"login":"other","id":2}]""".formatted(known));
        // The settings do not have this provider, so the response leaves it out.
        Rows.identity(ada.id(), "gitlab.com", "https://gitlab.example.com");

        Response answer = get("/api/user/vcs/organizations");

        String picture = answer.jsonPath().getString("organizations[1].organization.avatarUrl");
        assertThat(picture).contains("/avatars/").endsWith(".svg");
        assertThat(answer.asString())
                .isEqualTo("{\"organizations\":[{\"organization\":{\"name\":\"acme\",\"githubLogin\":\"acme\","
                        + "\"avatarUrl\":\"https://avatars.example.com/acme\"},\"vcsKind\":\"github.com\","
                        + "\"knownToPulumi\":true},{\"organization\":{\"name\":\"other\",\"githubLogin\":\"other\","
                        + "\"avatarUrl\":\"" + picture + "\"},\"vcsKind\":\"github.com\",\"knownToPulumi\":false}]}");
    }

    @Test
    void leavesAProviderOutThatFails() {
        link().answersAll(Links.status(500));

        assertThat(get("/api/user/vcs/organizations").asString()).isEqualTo("{\"organizations\":[]}");
    }

    @Test
    void leavesAProviderOutThatTakesTooLong() {
        link().answersAll(okJson("[]").withFixedDelay(6000));

        assertThat(get("/api/user/vcs/organizations").asString()).isEqualTo("{\"organizations\":[]}");
    }

    @Test
    void listsTeamsAtGitHub() {
        link().answers(
                        "/api/orgs/acme/teams",
                        okJson("[{\"id\":7,\"name\":\"Platform\",\"slug\":\"platform\",\"description\":null}]"));

        assertThat(get("/api/user/github/acme/teams").asString())
                .isEqualTo("{\"teams\":[{\"id\":7,\"name\":\"Platform\",\"slug\":\"platform\",\"description\":\"\","
                        + "\"knownToPulumi\":false}]}");
    }

    @Test
    void tellsWhyThereAreNoTeams() {
        assertThat(get("/api/user/github/acme/teams").asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: operation only supported for GitHub-backed users\"}");

        Links link = link().answers("/api/orgs/acme/teams", Links.status(404));
        assertThat(get("/api/user/github/acme/teams").asString())
                .isEqualTo("{\"code\":404,\"message\":\"Not Found: Organization 'acme' not found\"}");

        link.answers("/api/orgs/acme/teams", Links.status(401));
        assertThat(get("/api/user/github/acme/teams").statusCode()).isEqualTo(400);
        link.answers("/api/orgs/acme/teams", Links.status(500));
        assertThat(get("/api/user/github/acme/teams").statusCode()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "github.com, GitHub, /api/user/github/acme/teams",
        "github.com, GitHub, /api/user/vcs/organizations",
        "gitlab.com, GitLab, /api/user/gitlab-app/organizations",
        "gitlab.com, GitLab, /api/user/vcs/organizations",
        "bitbucket.org, Bitbucket, /api/user/vcs/organizations",
        "dev.azure.com, Azure DevOps, /api/user/vcs/organizations",
        "google.com, Google, /api/user/vcs/organizations"
    })
    void saysThatAProviderIsNotConfigured(String provider, String title, String path) {
        Rows.identity(ada.id(), provider, "https://elsewhere.example.com");

        assertThat(get(path).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: " + title + " is not configured on this server."
                        + " Ask your administrator to add it: https://elsewhere.example.com\"}");
    }

    @Test
    void listsNothingForWhoCameByJwt() {
        Rows.identity(ada.id(), "SAML", "https://issuer.example.com");

        assertThat(get("/api/user/vcs/organizations").asString()).isEqualTo("{\"organizations\":[]}");
    }

    @Test
    void listsNoGroupsWithoutAGitLabIdentity() {
        assertThat(get("/api/user/gitlab-app/organizations").asString()).isEqualTo("[]");
    }

    private Response get(String path) {
        return given().header("Authorization", ada.authorization()).get(path);
    }
}
