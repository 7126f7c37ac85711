package dev.rollcall.provider;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Reads settings of providers from properties or environment variables. */
public final class ProviderSettings {

    private ProviderSettings() {}

    /** Reads properties, whose names are without {@code rollcall.providers.} here. */
    public static <T> T of(Class<T> mapping, Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((name, value) -> properties.put("rollcall.providers." + name, value));
        return of(mapping, new PropertiesConfigSource(properties, "test", 100));
    }

    public static <T> T of(Class<T> mapping, ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withMapping(ProvidersConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(mapping);
    }
}
