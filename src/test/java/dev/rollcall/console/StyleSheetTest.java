package dev.rollcall.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StyleSheetTest {

    private static final Path FILE = Path.of("src/main/resources/META-INF/resources/pages.css");

    @Test
    void hasTheVersionOfItsContentInItsUrl() throws IOException, NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FILE));

        assertThat(link()).isEqualTo("/pages.css?v=" + HexFormat.of().formatHex(hash, 0, 6));
    }

    @Test
    void mayBeKeptForGood() throws IOException {
        Response style = get(link());

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.asString()).isEqualTo(Files.readString(FILE));
        assertThat(style.headers().getValues("Cache-Control")).containsExactly("public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pages.css", "/pages.css?v=", "/pages.css?v=000000000000", "/pages.css?v"})
    void mustBeAskedForAgainWithoutItsVersion(String url) {
        Response style = get(url);

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().getValues("Cache-Control")).containsExactly("no-cache");
        assertThat(given().header("If-Modified-Since", style.header("Last-Modified"))
                        .get(url)
                        .statusCode())
                .isEqualTo(304);
    }

    private static String link() {
        return Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">")
                .matcher(get("/signin").asString())
                .results()
                .map((MatchResult link) -> link.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Response get(String url) {
        return given().urlEncodingEnabled(false).get(url);
    }
}
