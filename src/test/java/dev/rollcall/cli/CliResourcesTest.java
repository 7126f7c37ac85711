package dev.rollcall.cli;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CliResourcesTest {

    @Test
    void hasNoCapabilityOfAStateBackend() {
        assertThat(given().accept("application/vnd.pulumi+9")
                        .get("/api/capabilities")
                        .asString())
                .isEqualTo("{\"capabilities\":[]}");
    }

    @Test
    void recommendsTheConfiguredReleases() {
        assertThat(given().get("/api/cli/version").asString()).isEqualTo("""
                        {"latestVersion":"3.259.0","oldestWithoutWarning":"3.165.0","latestDevVersion":""}""");
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
