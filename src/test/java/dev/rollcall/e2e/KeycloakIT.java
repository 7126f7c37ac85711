package dev.rollcall.e2e;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.PostgresqlResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JWTs that a real Keycloak issues. */
@QuarkusIntegrationTest
@QuarkusTestResource(PostgresqlResource.class)
@QuarkusTestResource(KeycloakResource.class)
class KeycloakIT {

    @BeforeEach
    void needKeycloak() {
        assumeFalse(
                KeycloakResource.URL.isEmpty(),
                "SKIPPED: no Keycloak was given (-Dkeycloak.url=URL); e2e/keycloak/run starts one and runs this test");
    }

    @Test
    void signsAPersonUpAndRecognisesThem() {
        JsonPath first = profile(grace("pulumi").getString("access_token"));
        JsonPath second = profile(grace("pulumi").getString("access_token"));

        assertThat(first.getString("githubLogin")).isEqualTo("grace");
        assertThat(first.getString("name")).isEqualTo("Grace Example");
        assertThat(first.getString("email")).isEqualTo("grace@example.com");
        assertThat(first.getList("identities")).isEqualTo(List.of("SAML"));
        assertThat(second.getString("id")).isEqualTo(first.getString("id"));
    }

    @Test
    void signsAServiceUp() {
        String token = tokens(
                        "people",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", "deployer",
                                "client_secret", "only-for-tests"))
                .getString("access_token");

        assertThat(profile(token).getString("githubLogin")).isEqualTo("service-account-deployer");
    }

    @Test
    void isRefusedWithWhatIsNoAccessTokenForThisService() {
        JsonPath tokens = grace("pulumi");

        assertThat(call(tokens.getString("access_token")).statusCode()).isEqualTo(200);
        assertThat(call(tokens.getString("id_token")).statusCode()).isEqualTo(401);
        assertThat(call(tokens.getString("refresh_token")).statusCode()).isEqualTo(401);
        assertThat(call(grace("another-service").getString("access_token")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void mayRotateItsKeys() throws Exception {
        String old = grace("pulumi").getString("access_token");
        assertThat(call(old).statusCode()).isEqualTo(200);
        String firstKey = addKey("first", 200);
        // Keycloak signs with the key of the highest priority.
        String between = grace("pulumi").getString("access_token");
        assertThat(keyId(between)).isNotEqualTo(keyId(old));
        assertThat(call(between).statusCode()).isEqualTo(200);
        assertThat(call(old).statusCode()).isEqualTo(200);

        addKey("second", 300);
        admin().delete("/admin/realms/people/components/" + firstKey).then().statusCode(204);

        Await.until(Duration.ofSeconds(20), () -> call(between).statusCode() != 200);
        assertThat(call(between).statusCode()).isEqualTo(401);
        awaitNewKey();
    }

    private static void awaitNewKey() throws Exception {
        // Rollcall asks Keycloak for unknown keys every 10 seconds at most.
        String token = grace("pulumi").getString("access_token");
        Await.until(() -> call(token).statusCode() == 200);
        assertThat(call(token).statusCode()).isEqualTo(200);
    }

    private static String addKey(String name, int priority) {
        Response created = admin().contentType("application/json")
                .body(Map.of(
                        "name",
                        name,
                        "providerId",
                        "rsa-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "config",
                        Map.of("priority", List.of(String.valueOf(priority)), "algorithm", List.of("RS256"))))
                .post("/admin/realms/people/components");
        created.then().statusCode(201);
        return created.header("Location").replaceFirst(".*/", "");
    }

    private static RequestSpecification admin() {
        String token = tokens(
                        "master",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", "only-for-tests"))
                .getString("access_token");
        return given().baseUri(KeycloakResource.URL)
                .port(URI.create(KeycloakResource.URL).getPort())
                .auth()
                .oauth2(token);
    }

    private static JsonPath grace(String client) {
        return tokens(
                "people",
                Map.of(
                        "grant_type", "password",
                        "client_id", client,
                        "username", "grace",
                        "password", "only-for-tests",
                        "scope", "openid"));
    }

    private static JsonPath tokens(String realm, Map<String, String> form) {
        return given().formParams(form)
                .post(KeycloakResource.URL + "/realms/" + realm + "/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String keyId(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return JsonPath.from(new String(header, StandardCharsets.UTF_8)).getString("kid");
    }

    private static JsonPath profile(String token) {
        return call(token).then().statusCode(200).extract().jsonPath();
    }

    private static Response call(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/user");
    }
}
