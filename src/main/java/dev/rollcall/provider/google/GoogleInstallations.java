package dev.rollcall.provider.google;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.google.GoogleConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The configured registrations at Google. One that cannot be is refused at the start. */
@ApplicationScoped
class GoogleInstallations implements Providers.Source {

    /** By their issuer. */
    private final Map<String, Google> installations = new HashMap<>();

    private final GoogleConfig config;
    private final Connections connections;

    GoogleInstallations(GoogleConfig config, Connections connections) {
        this.config = config;
        this.connections = connections;
    }

    void configure(@Observes StartupEvent starting) {
        config.google().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.google." + name;
        Map<String, String> urls = new TreeMap<>(Map.of(
                ".issuer", installation.issuer(),
                ".authorization-url", installation.authorizationUrl(),
                ".token-url", installation.tokenUrl(),
                ".revocation-url", installation.revocationUrl(),
                ".keys-url", installation.keysUrl(),
                ".userinfo-url", installation.userinfoUrl()));
        urls.forEach((key, url) -> Connections.check(setting + key, url));
        // Some forgotten, tokens of one place would be sent to another.
        long googles = urls.values().stream()
                .filter(Set.of(
                        Installation.ISSUER,
                        Installation.AUTHORIZATION,
                        Installation.TOKEN,
                        Installation.REVOCATION,
                        Installation.KEYS,
                        Installation.USER_INFO)::contains)
                .count();
        if (googles != 0 && googles != urls.size()) {
            throw new IllegalStateException(
                    setting + ".issuer and the five addresses that end with -url must be set all, or none of them");
        }
        Google other = installations.put(
                installation.issuer(),
                new Google(name, installation, connections.to(setting + ".userinfo-url", installation.userinfoUrl())));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".issuer and rollcall.providers.google." + other.name() + ".issuer are the same");
        }
    }

    @Override
    public List<Google> clients() {
        return List.copyOf(installations.values());
    }
}
