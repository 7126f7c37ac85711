package dev.rollcall.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configured installations of one kind of provider. Each provider's package produces one as a CDI bean, and
 * {@link Providers} makes the clients when the service starts.
 *
 * @param <S> the settings of one installation
 */
public class Installations<S> {

    private final String section;
    private final String identifier;
    private final Map<String, S> configured;
    private final Factory<S> factory;

    /** Makes the client of one installation. */
    @FunctionalInterface
    public interface Factory<S> {

        /**
         * Checks the settings and makes the client.
         *
         * @param path what the names of the settings begin with, for example {@code rollcall.providers.github.company}
         * @param name the operator's name for the installation, for example {@code company}
         * @throws IllegalStateException if a setting is invalid; the message names it
         */
        ProviderClient client(String path, String name, S settings);
    }

    /**
     * @param section where the settings are below {@code rollcall.providers}, for example {@code github}
     * @param identifier the setting that contains {@link Installation#instance}, for example {@code base-url}
     * @param configured the settings of each installation, by the operator's name for it
     */
    public Installations(String section, String identifier, Map<String, S> configured, Factory<S> factory) {
        this.section = "rollcall.providers." + section + ".";
        this.identifier = "." + identifier;
        this.configured = configured;
        this.factory = factory;
    }

    /**
     * Makes a client for each installation.
     *
     * @throws IllegalStateException if a setting is invalid, or if two installations are the same; the message names
     *     the settings
     */
    public List<ProviderClient> clients() {
        Map<String, ProviderClient> clients = new LinkedHashMap<>();
        configured.forEach((name, settings) -> {
            ProviderClient client = factory.client(section + name, name, settings);
            ProviderClient other = clients.put(client.instance(), client);
            if (other != null) {
                throw new IllegalStateException(
                        section + name + identifier + " and " + section + other.name() + identifier + " are the same");
            }
        });
        return List.copyOf(clients.values());
    }
}
