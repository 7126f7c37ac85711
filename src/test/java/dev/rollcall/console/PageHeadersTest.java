package dev.rollcall.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.rollcall.testing.ServiceClasses;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PageHeadersTest {

    /** The headers besides the policy, and how they begin. */
    private static final Map<String, String> OTHERS = Map.of(
            "Cache-Control", "no-store",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Permissions-Policy", "accelerometer=(), camera=()",
            "X-Content-Type-Options", "nosniff");

    @Test
    void areOnEveryPageAndOnEveryErrorInItsPlace() {
        List<String> pages = ServiceClasses.with(Path.class)
                .filter(type -> type.getPackageName().startsWith("dev.rollcall.console"))
                .map(JavaClass::reflect)
                .flatMap(PageHeadersTest::paths)
                .map(path -> path.replaceAll("\\{[^}]*}", "nobody").replaceAll("//+", "/"))
                .distinct()
                .toList();

        assertThat(pages).hasSizeGreaterThan(15).contains("/signin", "/account/identities", "/signin/nobody/callback");
        for (String page : pages) {
            for (String method : List.of("GET", "POST", "DELETE", "BREW")) {
                Response response = given().redirects().follow(false).request(method, page);

                assertThat(response.headers().getValues("Content-Security-Policy"))
                        .as("%s %s", method, page)
                        .singleElement()
                        .asString()
                        .startsWith("default-src 'none'; ");
                OTHERS.forEach((header, value) -> assertThat(response.headers().getValues(header))
                        .as("%s of %s %s", header, method, page)
                        .singleElement()
                        .asString()
                        .startsWith(value));
            }
        }
    }

    private static Stream<String> paths(Class<?> resource) {
        String prefix = resource.getAnnotation(Path.class).value();
        return Stream.concat(
                Stream.of(prefix),
                Arrays.stream(resource.getDeclaredMethods())
                        .flatMap(method -> Optional.ofNullable(method.getAnnotation(Path.class)).stream())
                        .map(path -> prefix + "/" + path.value()));
    }
}
