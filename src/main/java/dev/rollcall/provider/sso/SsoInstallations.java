package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.sso.SsoConfig.Installation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured providers of single sign-on. One that cannot be is refused at the start. */
@ApplicationScoped
class SsoInstallations implements Providers.Source {

    /** By their issuer. */
    private final Map<String, SingleSignOn> installations = new HashMap<>();

    private final SsoConfig config;
    private final Connections connections;
    private final Clock clock;

    SsoInstallations(SsoConfig config, Connections connections, Clock clock) {
        this.config = config;
        this.connections = connections;
        this.clock = clock;
    }

    void configure(@Observes StartupEvent starting) {
        config.sso().forEach(this::add);
    }

    private void add(String name, Installation installation) {
        String setting = "rollcall.providers.sso." + name;
        // An issuer may end with a slash, as those of Auth0 do.
        String place = Discovery.place(installation.issuer());
        Connection provider = connections.to(setting + ".issuer", place);
        Connection api = installation
                .apiUrl()
                .map(url -> connections.to(setting + ".api-url", url))
                .orElse(provider);
        SingleSignOn other = installations.put(
                installation.issuer(),
                new SingleSignOn(name, installation, new Discovery(installation.issuer(), provider, clock), api));
        if (other != null) {
            throw new IllegalStateException(
                    setting + ".issuer and rollcall.providers.sso." + other.name() + ".issuer are the same");
        }
    }

    @Override
    public List<SingleSignOn> clients() {
        return List.copyOf(installations.values());
    }
}
