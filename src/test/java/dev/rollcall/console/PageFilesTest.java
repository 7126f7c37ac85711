package dev.rollcall.console;

import static io.restassured.RestAssured.given;
import static io.restassured.config.DecoderConfig.decoderConfig;
import static io.restassured.config.RestAssuredConfig.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/assets");

    /** What a browser may load before it shows the first page, which is the largest of those for visitors. */
    private static final int MOST = 100 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"/pages.css", "/pages.js", "/icon.svg"})
    void haveTheVersionOfTheirContentInTheirUrls(String path) throws IOException, NoSuchAlgorithmException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FOLDER.resolve(path.substring(1))));

        assertThat(url(path)).isEqualTo(path + "?v=" + HexFormat.of().formatHex(hash, 0, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pico.css", "/pages.css", "/pages.js", "/icon.svg"})
    void mayBeKeptForGood(String path) {
        Response file = get(url(path), "identity");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().getValues("Cache-Control")).containsExactly("public, max-age=31536000, immutable");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pages.css", "/pages.css?v=", "/pages.css?v=000000000000", "/pages.css?v"})
    void mustBeAskedForAgainWithoutTheirVersion(String url) {
        Response style = get(url, "identity");

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().getValues("Cache-Control")).containsExactly("no-cache");
        assertThat(given().header("If-None-Match", style.header("ETag"))
                        .get(url)
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1"})
    void areCompressedForBrowsersThatCanReadIt(String accepted) throws IOException {
        Response style = get("/pages.css", accepted);

        assertThat(style.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(style.header("Vary")).isEqualTo("Accept-Encoding");
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(style.asByteArray()))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(FOLDER.resolve("pages.css")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "br", "gzip;q=0", "br, gzip; q=0.0"})
    void areAsTheyAreForOthers(String accepted) throws IOException {
        Response style = get("/pages.css", accepted);

        assertThat(style.header("Content-Encoding")).isNull();
        assertThat(style.asString()).isEqualTo(Files.readString(FOLDER.resolve("pages.css")));
    }

    @Test
    void areSmallTogetherWithTheFirstPage() {
        int bytes = List.of("/", url("/pico.css"), url("/pages.css"), url("/pages.js"), url("/icon.svg")).stream()
                .map(path -> get(path, "gzip"))
                .mapToInt(answer -> answer.asByteArray().length
                        + answer.headers().toString().length())
                .sum();

        assertThat(bytes).isBetween(5_000, MOST / 4);
    }

    @Test
    void areOnlyRead() {
        assertThat(given().head("/pages.css").statusCode()).isEqualTo(200);
        assertThat(given().post("/pages.css").statusCode()).isIn(404, 405);
    }

    private static String url(String path) {
        return Pattern.compile("(?:href|src)=\"(" + Pattern.quote(path) + "[^\"]*)\"")
                .matcher(given().get("/signin").asString())
                .results()
                .map((MatchResult link) -> link.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Response get(String url, String accepted) {
        RequestSpecification request = given().config(
                        config().decoderConfig(decoderConfig().noContentDecoders()))
                .urlEncodingEnabled(false);
        return request.header("Accept-Encoding", accepted).get(url);
    }
}
