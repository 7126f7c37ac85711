package dev.rollcall.console.docs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DocsResourceTest {

    private static final Pattern LINK = Pattern.compile("href=\"(/docs[^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile(" id=\"([^\"]+)\"");

    private final Browser browser = new Browser();

    @Test
    void haveEveryOperationOfTheDocumentWithItsPathAndResponses() {
        JsonPath document = given().get("/api/openapi/pulumi-spec.json").jsonPath();
        String overview = browser.get("/docs").asString();
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");

        int operations = 0;
        for (Map.Entry<String, Map<String, Map<String, Object>>> path : paths.entrySet()) {
            for (Map.Entry<String, Map<String, Object>> method : path.getValue().entrySet()) {
                Object id = method.getValue().get("operationId");
                assertThat(overview)
                        .contains("#" + id + "\">", method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                operations++;
            }
        }
        assertThat(operations).isGreaterThan(100);
        assertThat(browser.get("/docs/stacks").asString())
                .contains("<h2 id=\"CreateStack\">", "<code>POST /api/stacks/{orgName}/{projectName}</code>")
                .contains("<a href=\"/docs/schemas#ErrorResponse\">ErrorResponse</a>", "<code>404</code>");
        assertThat(browser.get("/docs/schemas").asString())
                .contains("<h2 id=\"ErrorResponse\">", "<td><code>message</code> (required)</td>");
    }

    @Test
    void linkOnlyToWhatIsThereAndHaveEachAnchorOnce() {
        Set<String> links = new HashSet<>(Set.of("/docs"));
        List<String> anchors = new ArrayList<>();
        Set<String> read = new HashSet<>();
        for (List<String> next = List.of("/docs");
                !next.isEmpty();
                next = links.stream()
                        .map(link -> link.replaceFirst("#.*", ""))
                        .filter(page -> !read.contains(page))
                        .distinct()
                        .toList()) {
            for (String page : next) {
                Response response = browser.get(page);
                assertThat(response.statusCode()).as(page).isEqualTo(200);
                assertThat(response.asString().length()).as(page).isLessThan(300_000);
                assertThat(response.asString()).as(page).doesNotContain("<style", " style=", "NOT_FOUND");
                // The script of all pages.
                assertThat(response.asString()).as(page).containsOnlyOnce("<script");
                read.add(page);
                LINK.matcher(response.asString()).results().forEach(link -> links.add(link.group(1)));
                ANCHOR.matcher(response.asString())
                        .results()
                        .map((MatchResult id) -> page + "#" + id.group(1))
                        .forEach(anchors::add);
            }
        }

        assertThat(read).hasSizeGreaterThan(10);
        assertThat(anchors).doesNotHaveDuplicates();
        assertThat(links.stream().filter(link -> link.contains("#"))).isSubsetOf(anchors);
    }

    @Test
    void areForEverybodyAndKeepTheNavigationOfWhoSignedIn() {
        Response page = browser.get("/docs");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'self'");
        assertThat(page.asString()).contains("href=\"/signin\">Sign in</a>");

        assertThat(Browser.of(Rows.person("Ada").id()).get("/docs").asString())
                .contains("<nav aria-label=\"Account\">");
        assertThat(Browser.of(Rows.person("Ada").id()).get("/").asString()).contains("href=\"/docs\"");
    }

    @Test
    void needNoStatementForStrangers() {
        browser.get("/docs");
        try (Statements statements = new Statements()) {
            browser.get("/docs/users");
            assertThat(statements.count()).isZero();
        }
    }

    @Test
    void haveNoOtherPages() {
        for (String part : List.of("nothing", "Stacks", "%3Cb%3E", "x".repeat(255), "schemas/ErrorResponse")) {
            Response page = browser.get("/docs/" + part);
            assertThat(page.statusCode()).as(part).isEqualTo(404);
            assertThat(page.contentType()).as(part).startsWith("text/html");
        }
    }
}
