package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.gitlab.GitLabConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured GitLabs. One that cannot be is refused at the start. */
@ApplicationScoped
class GitLabInstallations implements Providers.Source {

    /** By their base URL. */
    private final Map<String, GitLab> installations = new HashMap<>();

    private final GitLabConfig config;
    private final Connections connections;

    GitLabInstallations(GitLabConfig config, Connections connections) {
        this.config = config;
        this.connections = connections;
    }

    void configure(@Observes StartupEvent starting) {
        config.gitlab().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.gitlab." + name;
        Connections.check(setting + ".base-url", installation.baseUrl());
        // Half of the pair forgotten, tokens of a company's own GitLab would be sent to gitlab.com.
        if (installation.baseUrl().equals(Installation.GITLAB_COM)
                != installation.apiUrl().equals(Installation.API_OF_GITLAB_COM)) {
            throw new IllegalStateException(
                    setting + ".base-url and .api-url must be set both, or none of them for gitlab.com");
        }
        GitLab other = installations.put(
                installation.baseUrl(),
                new GitLab(name, installation, connections.to(setting + ".api-url", installation.apiUrl())));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".base-url and rollcall.providers.gitlab." + other.name() + ".base-url are the same");
        }
    }

    @Override
    public List<GitLab> clients() {
        return List.copyOf(installations.values());
    }
}
