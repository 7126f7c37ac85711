package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {

    @Test
    void listsEverySettingThatThereIsAndNoOther() throws IOException {
        Stream<String> documented = Pattern.compile("^\\| `(rollcall\\.[a-z.<>-]+)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map((MatchResult row) -> row.group(1));

        assertThat(documented).containsExactlyInAnyOrderElementsOf(settings().toList());
    }

    private static Stream<String> settings() {
        return new ClassFileImporter()
                .importPackages("dev.rollcall").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(type ->
                                settings(type.getAnnotation(ConfigMapping.class).prefix(), type));
    }

    /** The settings of a mapping, and of the groups in its maps. The document writes keys of maps as {@code <name>}. */
    private static Stream<String> settings(String prefix, Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.isDefault())
                .flatMap(method -> method.getGenericReturnType() instanceof ParameterizedType generic
                                && generic.getRawType().equals(Map.class)
                        ? settings(
                                prefix + "." + name(method) + ".<name>", (Class<?>) generic.getActualTypeArguments()[1])
                        : Stream.of(prefix + "." + name(method)));
    }

    private static String name(Method method) {
        return Optional.ofNullable(method.getAnnotation(WithName.class))
                .map(WithName::value)
                .orElseGet(() -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }
}
