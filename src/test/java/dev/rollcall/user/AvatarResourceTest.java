package dev.rollcall.user;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AvatarResourceTest {

    private static final String ID = "7797bc7f-644d-491a-a944-7011dddc6efd";

    @Test
    void servesAPictureThatMayBeCachedForEverAndRunsNothing() {
        Response response = given().accept("image/avif,image/webp,*/*").get("/avatars/" + ID + ".svg");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("image/svg+xml");
        assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'");
        assertThat(response.asString())
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .endsWith("</svg>")
                .isEqualTo(given().get("/avatars/" + ID + ".svg").asString());
    }

    @Test
    void ignoresBadCredentials() {
        given().header("Authorization", "token nonsense")
                .get("/avatars/" + ID + ".svg")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.svg", "1-1-1-1-1.svg", "7797BC7F-644D-491A-A944-7011DDDC6EFD.svg", "%00.svg", "a/b.svg"})
    void hasNoPictureOfWhatIsNoId(String name) {
        given().urlEncodingEnabled(false)
                .get("/avatars/" + name)
                .then()
                .statusCode(404)
                .contentType("application/json");
    }
}
