package dev.rollcall.console.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtherSettings.class)
class DocsOffTest {

    @Test
    void hasNoPagesAndNoLinksToThem() {
        for (String path : List.of("/docs", "/docs/stacks", "/docs/schemas")) {
            Response page = new Browser().get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(404);
            assertThat(page.contentType()).startsWith("text/html");
        }
        assertThat(Browser.of(Rows.person("Ada").id()).get("/").asString()).doesNotContain("href=\"/docs\"");
        assertThat(new Browser().get("/api/openapi/pulumi-spec.json").statusCode())
                .isEqualTo(200);
    }
}
