package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.gitlab.GitLabConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The configured installations of GitLab. */
class GitLabInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(GitLabConfig config, Connections connections) {
        return new Installations<>(
                "gitlab",
                "base-url",
                config.gitlab(),
                (path, name, settings) -> new GitLab(
                        name, settings, connections.toApi(path, settings, Settings.BASE_URL, Settings.API_URL)));
    }
}
