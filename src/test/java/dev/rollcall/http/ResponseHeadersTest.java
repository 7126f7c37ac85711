package dev.rollcall.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ResponseHeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/user",
                "/api/user/tokens",
                "/api/user/stacks",
                "/api/user/organizations/default",
                "/api/capabilities",
                "/api/openapi/pulumi-spec.json",
                "/api/nothing",
                "/api/user?unknown=1",
                "/api//user"
            })
    void letNobodyKeepAnAnswerOfTheApi(String path) {
        String ada = Rows.person("Ada Example").authorization();

        for (String authorization : new String[] {ada, "token pul-0000000000000000000000000000000000000000"}) {
            Response response = given().header("Authorization", authorization)
                    .urlEncodingEnabled(false)
                    .get(path);

            assertThat(response.headers().getValues("Cache-Control")).containsExactly("no-store");
            assertThat(response.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        }
    }

    @Test
    void askForNoHttpsWhereTheServiceItselfHasNone() {
        assertThat(given().get("/signin").header("Strict-Transport-Security")).isNull();
        assertThat(given().get("/api/user").header("Strict-Transport-Security")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-Forwarded-Port"})
    void leadNowhereThatAClientNames(String header) {
        String value = header.equals("Forwarded") ? "host=evil.example;proto=gopher" : "evil.example";

        Response page = given().redirects().follow(false).header(header, value).get("/account/identities");
        Response profile = given().header(header, value)
                .header("Authorization", Rows.person("Ada Example").authorization())
                .get("/api/user");

        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.header("Location")).startsWith("http://localhost:8080/signin");
        assertThat(profile.jsonPath().getString("avatarUrl")).startsWith("http://localhost:8080/");
    }
}
