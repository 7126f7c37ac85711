package dev.rollcall.provider.github;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.github.GitHubConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The configured installations of GitHub. */
class GitHubInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(GitHubConfig config, Connections connections) {
        return new Installations<>(
                "github",
                "base-url",
                config.github(),
                (path, name, settings) -> new GitHub(
                        name, settings, connections.toApi(path, settings, Settings.BASE_URL, Settings.API_URL)));
    }
}
