package dev.rollcall.provider.github;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.github.GitHubConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured GitHubs. One that cannot be is refused at the start. */
@ApplicationScoped
class GitHubInstallations implements Providers.Source {

    /** By their base URL. */
    private final Map<String, GitHub> installations = new HashMap<>();

    private final GitHubConfig config;
    private final Connections connections;

    GitHubInstallations(GitHubConfig config, Connections connections) {
        this.config = config;
        this.connections = connections;
    }

    void configure(@Observes StartupEvent starting) {
        config.github().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.github." + name;
        Connections.check(setting + ".base-url", installation.baseUrl());
        // Half of the pair forgotten, tokens of a company's own GitHub would be sent to github.com.
        if (installation.baseUrl().equals(Installation.GITHUB_COM)
                != installation.apiUrl().equals(Installation.API_OF_GITHUB_COM)) {
            throw new IllegalStateException(
                    setting + ".base-url and .api-url must be set both, or none of them for github.com");
        }
        GitHub other = installations.put(
                installation.baseUrl(),
                new GitHub(name, installation, connections.to(setting + ".api-url", installation.apiUrl())));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".base-url and rollcall.providers.github." + other.name() + ".base-url are the same");
        }
    }

    @Override
    public List<GitHub> clients() {
        return List.copyOf(installations.values());
    }
}
