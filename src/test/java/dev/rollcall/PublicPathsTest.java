package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.ServiceClasses;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that docs/operations.md lists what the service answers without credentials. */
@QuarkusTest
class PublicPathsTest {

    /** Not resources of ours: the description that an extension serves, and the files of the pages. */
    private static final Set<String> OTHERS = Set.of("/q/openapi", "/icon.svg", "/pages.css", "/pages.js", "/pico.css");

    @Test
    void areThoseInTheDocument() throws IOException {
        Set<String> open = new TreeSet<>(OTHERS);
        ServiceClasses.with(PermitAll.class)
                // Not in the packaged service.
                .filter(type -> !type.getPackageName().equals("dev.rollcall.development"))
                .map(type -> type.getAnnotationOfType(Path.class).value().replaceAll("\\{(\\w+):[^}]*}", "{$1}"))
                .forEach(open::add);

        assertThat(documented()).isEqualTo(open);
    }

    @Test
    void needNoCredentials() throws IOException {
        assertThat(documented())
                .allSatisfy(path -> assertThat(given().redirects()
                                .follow(false)
                                .get(path.replaceAll("\\{\\w+}", "4f1c6f5e-9f5f-4b0b-8a43-4b0c2f0f8f5e"))
                                .statusCode())
                        .isIn(statuses(path)));
    }

    /** There is a form for the token of the first administrator only on a fresh installation. */
    private static Set<Integer> statuses(String path) {
        return switch (path) {
            case "/signout" -> Set.of(405);
            case "/setup" -> Set.of(404);
            default -> Set.of(200, 303, 400);
        };
    }

    @Test
    void doNotIncludeTheManagementPort() {
        for (String path : Set.of("/q/metrics", "/q/health", "/q/health/ready", "/q/health/well", "/q/info")) {
            assertThat(given().get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    private static Set<String> documented() throws IOException {
        String document = Files.readString(java.nio.file.Path.of("docs/operations.md"));
        int begin = document.indexOf("\n## What anybody can reach\n");
        String section = document.substring(begin, document.indexOf("\n## ", begin + 1));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", 3)[1])
                .flatMap(paths ->
                        Pattern.compile("`([^`]+)`").matcher(paths).results().map((MatchResult path) -> path.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
