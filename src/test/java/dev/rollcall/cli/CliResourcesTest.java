package dev.rollcall.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CliResourcesTest {

    private static final Path CLIS = Path.of("e2e/pulumi");

    @Test
    void hasNoCapabilityOfAStateBackend() {
        assertThat(given().accept("application/vnd.pulumi+9")
                        .get("/api/capabilities")
                        .asString())
                .isEqualTo(
                        "{\"capabilities\":[{\"capability\":\"batch-encrypt\"},"
                                + "{\"capability\":\"deployment-schema-version\",\"version\":1,\"configuration\":{\"version\":4}}]}");
    }

    @Test
    void recommendsTheConfiguredReleases() {
        assertThat(given().get("/api/cli/version").asString()).isEqualTo("""
            {"latestVersion":"3.274.1","oldestWithoutWarning":"3.229.0","latestDevVersion":""}\
            """);
    }

    /** The folders of e2e/pulumi are the versions of the CLI that {@code .ci/run} drives. */
    @Test
    void recommendsTheReleasesThatAreTested() throws IOException {
        String newest = Files.readString(CLIS.resolve("newest/go.mod"))
                .replaceFirst("(?s).*github.com/pulumi/pulumi/pkg/v3 v(\\S+).*", "$1");
        List<String> older;
        try (Stream<Path> folders = Files.list(CLIS)) {
            older = folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("\\d.*"))
                    .sorted()
                    .toList();
        }

        JsonPath recommended = given().get("/api/cli/version").jsonPath();
        assertThat(recommended.getString("latestVersion")).isEqualTo(newest);
        assertThat(recommended.getString("oldestWithoutWarning")).isEqualTo(older.get(0));
        assertThat(Files.readString(Path.of("README.md")))
                .contains("This is what version " + newest + " prints. " + older.get(0)
                        + " is the oldest version that is supported.")
                .contains(older);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/capabilities", "/api/cli/version", "/api/openapi/pulumi-spec.json"})
    void needsNoCredentialsAndIgnoresBadOnes(String path) {
        given().get(path).then().statusCode(200);
        given().header("Authorization", "token pul-0123456789012345678901234567890123456789")
                .get(path)
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer x.y.z").get(path).then().statusCode(200);
    }
}
