package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.bitbucket.BitbucketConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured Bitbuckets. One that cannot be is refused at the start. */
@ApplicationScoped
class BitbucketInstallations implements Providers.Source {

    /** By their base URL. */
    private final Map<String, Bitbucket> installations = new HashMap<>();

    private final BitbucketConfig config;
    private final Connections connections;

    BitbucketInstallations(BitbucketConfig config, Connections connections) {
        this.config = config;
        this.connections = connections;
    }

    void configure(@Observes StartupEvent starting) {
        config.bitbucket().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.bitbucket." + name;
        Connections.check(setting + ".base-url", installation.baseUrl());
        // Half of the pair forgotten, tokens of one place would be sent to the other.
        if (installation.baseUrl().equals(Installation.BITBUCKET_ORG)
                != installation.apiUrl().equals(Installation.API_OF_BITBUCKET_ORG)) {
            throw new IllegalStateException(
                    setting + ".base-url and .api-url must be set both, or none of them for bitbucket.org");
        }
        Bitbucket other = installations.put(
                installation.baseUrl(),
                new Bitbucket(name, installation, connections.to(setting + ".api-url", installation.apiUrl())));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".base-url and rollcall.providers.bitbucket." + other.name() + ".base-url are the same");
        }
    }

    @Override
    public List<Bitbucket> clients() {
        return List.copyOf(installations.values());
    }
}
