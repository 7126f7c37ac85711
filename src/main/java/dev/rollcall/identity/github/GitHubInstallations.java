package dev.rollcall.identity.github;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.identity.Providers;
import dev.rollcall.identity.ProvidersConfig;
import dev.rollcall.identity.github.GitHubConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The configured GitHubs. One that cannot be is refused at the start. */
@ApplicationScoped
class GitHubInstallations implements Providers.Source {

    /** By their base URL. */
    private final Map<String, GitHub> installations = new HashMap<>();

    private final GitHubConfig config;
    private final ProvidersConfig timeouts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Vertx vertx;
    private final String version;

    GitHubInstallations(
            GitHubConfig config,
            ProvidersConfig timeouts,
            ObjectMapper json,
            Clock clock,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.timeouts = timeouts;
        this.json = json;
        this.clock = clock;
        this.vertx = vertx;
        this.version = version;
    }

    void configure(@Observes StartupEvent starting) {
        config.github().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.github." + name;
        check(setting + ".base-url", installation.baseUrl());
        check(setting + ".api-url", installation.apiUrl());
        // Half of the pair forgotten, tokens of a company's own GitHub would be sent to github.com.
        if (installation.baseUrl().equals(Installation.GITHUB_COM)
                != installation.apiUrl().equals(Installation.API_OF_GITHUB_COM)) {
            throw new IllegalStateException(
                    setting + ".base-url and .api-url must be set both, or none of them for github.com");
        }
        GitHub other = installations.put(
                installation.baseUrl(), new GitHub(name, installation, timeouts, json, clock, vertx, version));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".base-url and rollcall.providers.github." + other.name() + ".base-url are the same");
        }
    }

    private static void check(String setting, String url) {
        if (!url.matches("https?://[^/?#@\\s]+(/[^?#\\s]*[^/?#\\s])?") || !isUri(url)) {
            throw new IllegalStateException(
                    setting + " must begin with https:// or http://, name a host, and not end with a slash");
        }
    }

    private static boolean isUri(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    public List<GitHub> clients() {
        return List.copyOf(installations.values());
    }
}
