package dev.rollcall.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.rollcall.organization.Organization;
import dev.rollcall.testing.ServiceClasses;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamesTest {

    @Test
    void containTheFirstSegmentOfEveryPathOfThisService() {
        Set<String> segments = new TreeSet<>();
        ServiceClasses.with(Path.class)
                // Interfaces describe the paths of providers.
                .filter(type -> !type.isInterface())
                .map(JavaClass::reflect)
                .flatMap(ReservedNamesTest::paths)
                .map(path -> path.replaceFirst("^/*([^/]*).*", "$1"))
                .forEach(segments::add);
        // The link of an invitation.
        segments.add("invites");

        assertThat(segments).contains("api", "signin", "user");
        assertThat(segments)
                .filteredOn(OwnerName::isValid)
                // The first administrator may have it: docs/console.md says what their page is.
                .filteredOn(segment -> !segment.equals("admin"))
                .allSatisfy(segment ->
                        assertThat(OwnerName.isPath(segment)).as(segment).isTrue());
    }

    private static Stream<String> paths(Class<?> resource) {
        String prefix = resource.getAnnotation(Path.class).value();
        return Stream.concat(
                Stream.of(prefix),
                Arrays.stream(resource.getDeclaredMethods())
                        .flatMap(method -> Optional.ofNullable(method.getAnnotation(Path.class)).stream())
                        .map(path -> prefix + "/" + path.value()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api", "API", "signin", "account", "user", "avatars", "welcome", "invites", "signout", "support",
                "root", "pulumi", "Pulumi", "admin", "setup", "docs", "stacks"
            })
    void cannotBeTaken(String name) {
        assertThat(OwnerName.isReserved(name)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> Organization.shared(name, "Somebody"));
    }

    @Test
    void leaveOrdinaryNamesFree() {
        assertThat(Stream.of("ada", "acme", "rooty", "api-2", "user-1", "administrata"))
                .noneMatch(OwnerName::isReserved);
    }

    @Test
    void canBeTheFirstAdministratorsIfTheyAreNoPaths() {
        assertThat(OwnerName.isPath("admin")).isFalse();
        assertThat(new OwnerName("admin", null, null).name).isEqualTo("admin");
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnerName("Settings", null, null));
    }
}
