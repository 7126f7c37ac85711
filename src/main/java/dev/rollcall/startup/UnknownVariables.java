package dev.rollcall.startup;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Warns about environment variables that look like a setting and are none, because of a typing error for example. A
 * variable may belong to another program, so Rollcall starts nevertheless.
 */
public class UnknownVariables implements SmallRyeConfigBuilderCustomizer {

    /** Carries the names from the making of the configuration to the start, because nothing can be logged before. */
    private static final String PROPERTY = "dev.rollcall.unknown-variables";

    /** Above the command line. */
    private static final int ORDINAL = 1000;

    private static final String PREFIX = "ROLLCALL_";

    /** Kubernetes sets these for a Service called rollcall or rollcall-something. */
    private static final Pattern OF_KUBERNETES = Pattern.compile(
            "ROLLCALL_(?:\\w+_)?(?:SERVICE_(?:HOST|PORT(?:_\\w+)?)|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_\\w+)?)?)");

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        Set<ConfigClass> mappings = builder.getMappingsBuilder().getMappings();
        List<String> properties = mappings.stream()
                .filter(mapping -> (mapping.getPrefix() + ".").startsWith("rollcall."))
                .flatMap(UnknownVariables::properties)
                .toList();
        String names = unknown(System.getenv().keySet(), properties).collect(Collectors.joining(","));
        // Not a default value, because Quarkus keeps those of the build.
        builder.withSources(new PropertiesConfigSource(Map.of(PROPERTY, names), PROPERTY, ORDINAL));
    }

    private static Stream<String> properties(ConfigClass mapping) {
        return mapping.getProperties().keySet().stream()
                .map(name -> name.startsWith(mapping.getPrefix()) ? name : mapping.getPrefix() + "." + name);
    }

    /** After the customizers of Quarkus, which add the mappings. */
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    /**
     * Finds the variables that set nothing.
     *
     * @param properties the names of all settings; {@code *} stands for a name that the operator chooses
     */
    static Stream<String> unknown(Set<String> variables, List<String> properties) {
        Pattern known = Pattern.compile(properties.stream()
                .map(UnknownVariables::variable)
                .collect(Collectors.joining("|", "(?:", ")(?:_\\d+_?)?")));
        return variables.stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !known.matcher(name).matches())
                .filter(name -> !OF_KUBERNETES.matcher(name).matches())
                .sorted();
    }

    /** The variables that set a property, as a regular expression. */
    private static String variable(String property) {
        return Stream.of(property.split("\\."))
                .map(segment -> segment.equals("*")
                        ? "\\w+"
                        : segment.replaceAll("\\W", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.joining("_"));
    }

    /** {@return a sentence for each variable that sets nothing} */
    static List<String> warnings(Config config) {
        return config.getOptionalValues(PROPERTY, String.class).orElse(List.of()).stream()
                .map(name -> "The environment variable " + name + " is not a setting of Rollcall, so it has no effect."
                        + " Compare its name with docs/configuration.md")
                .toList();
    }

    /** Logs the warnings. */
    @Singleton
    static class Warning {

        private final Config config;

        Warning(Config config) {
            this.config = config;
        }

        void log(@Observes StartupEvent starting) {
            warnings(config).forEach(warning -> Log.warn(warning));
        }
    }
}
