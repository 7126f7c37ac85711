package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.rollcall.testing.ServiceClasses;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {

    private static final String DRIVER = "quarkus.datasource.jdbc.additional-jdbc-properties.";

    @Test
    void listsEverySettingThatThereIsAndNoOther() throws IOException {
        Stream<String> documented = Pattern.compile("^\\| `(rollcall\\.[a-z.<>-]+)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map((MatchResult row) -> row.group(1));

        assertThat(documented).containsExactlyInAnyOrderElementsOf(settings().toList());
    }

    /** Those of Quarkus and of the database's driver that the service sets. */
    @Test
    void saysTheValuesOfOtherProperties() throws IOException {
        Properties ours = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            ours.load(file);
        }
        Map<String, String> documented = new HashMap<>();
        Pattern.compile("^\\| `([\\w.-]+)` \\| `([^`]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .forEach((MatchResult row) -> Stream.of("", DRIVER, "%prod." + DRIVER)
                        .map(prefix -> prefix + row.group(1))
                        .filter(ours::containsKey)
                        .forEach(property -> documented.put(property, row.group(2))));

        assertThat(documented)
                .containsKeys(
                        "quarkus.http.idle-timeout",
                        "quarkus.datasource.jdbc.max-lifetime",
                        "quarkus.datasource.jdbc.new-connection-sql",
                        "quarkus.flyway.connect-retries",
                        DRIVER + "targetServerType",
                        DRIVER + "loginTimeout",
                        DRIVER + "connectTimeout",
                        DRIVER + "socketTimeout",
                        DRIVER + "tcpKeepAlive",
                        "%prod." + DRIVER + "socketFactory")
                .allSatisfy((property, value) -> assertThat(value).as(property).isEqualTo(ours.getProperty(property)));
    }

    private static Stream<String> settings() {
        return ServiceClasses.with(ConfigMapping.class)
                .map(JavaClass::reflect)
                .flatMap(
                        type -> settings(type.getAnnotation(ConfigMapping.class).prefix(), type));
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
