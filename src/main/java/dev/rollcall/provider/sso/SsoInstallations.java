package dev.rollcall.provider.sso;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.sso.SsoConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The configured providers of single sign-on. */
class SsoInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(SsoConfig config, Connections connections, Clock clock) {
        return new Installations<>("sso", "issuer", config.sso(), (path, name, settings) -> {
            Connections.checkIssuer(path + ".issuer", settings.issuer());
            Connection issuer = connections.to(path + ".issuer", Discovery.base(settings.issuer()));
            Connection api = settings.apiUrl()
                    .map(url -> connections.to(path + ".api-url", url))
                    .orElse(issuer);
            return new SingleSignOn(name, settings, new Discovery(settings.issuer(), issuer, clock), api);
        });
    }
}
