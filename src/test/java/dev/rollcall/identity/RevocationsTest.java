package dev.rollcall.identity;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(GitHubResource.class)
class RevocationsTest {

    @Inject
    Revocations revocations;

    private final Person ada = Rows.person("Ada Example");
    private final Links link = Links.of(ada.id(), "ada");

    @BeforeEach
    void disconnect() {
        Database.execute("delete from token_revocation");
        Rows.identity(ada.id(), "gitlab.com", "https://gitlab.com");
        assertThat(given().header("Authorization", ada.authorization())
                        .delete("/api/user/vcs?identity=github")
                        .statusCode())
                .isEqualTo(200);
        assertThat(link.hasToken()).isFalse();
    }

    @Test
    void givesTheTokenOfADisconnectedIdentityBack() {
        gitHubAnswers(204);

        revocations.run();

        assertThat(waiting()).isZero();
    }

    @Test
    void triesAgainLaterAndNotForEver() {
        gitHubAnswers(503);

        revocations.run();
        assertThat(waiting()).isEqualTo(1);
        assertThat(Database.count("token_revocation where next_try_at > now() and attempt = 1"))
                .isEqualTo(1);

        Database.execute("update token_revocation set next_try_at = now(), created_at = now() - interval '8 days'");
        revocations.run();
        assertThat(waiting()).isZero();
    }

    private void gitHubAnswers(int status) {
        Links.register(delete(urlPathEqualTo("/api/applications/client/token"))
                .withRequestBody(containing(link.accessToken()))
                .willReturn(Links.status(status)));
    }

    private static long waiting() {
        return Database.count("token_revocation");
    }
}
