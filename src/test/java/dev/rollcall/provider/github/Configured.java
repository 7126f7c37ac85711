package dev.rollcall.provider.github;

import dev.rollcall.provider.ProvidersConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Settings as an operator writes them. */
record Configured(GitHubConfig github, ProvidersConfig timeouts) {

    /** Properties without their prefix. */
    static Configured with(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((name, value) -> properties.put("rollcall.providers." + name, value));
        return with(new PropertiesConfigSource(properties, "test", 100));
    }

    static Configured with(ConfigSource source) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GitHubConfig.class)
                .withMapping(ProvidersConfig.class)
                .withSources(source)
                .build();
        return new Configured(
                config.getConfigMapping(GitHubConfig.class), config.getConfigMapping(ProvidersConfig.class));
    }
}
