package dev.rollcall.provider.google;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.google.GoogleConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The configured registrations at Google. */
class GoogleInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(GoogleConfig config, Connections connections) {
        return new Installations<>("google", "issuer", config.google(), (path, name, settings) -> {
            Connections.check(path + ".issuer", settings.issuer());
            Connections.check(path + ".authorization-url", settings.authorizationUrl());
            Connections.check(path + ".token-url", settings.tokenUrl());
            Connections.check(path + ".revocation-url", settings.revocationUrl());
            Connections.check(path + ".keys-url", settings.keysUrl());
            Connection connection = connections.to(path + ".userinfo-url", settings.userinfoUrl());
            Connections.checkAllOrNone(
                    Map.of(
                            Settings.ISSUER, settings.issuer(),
                            Settings.AUTHORIZATION, settings.authorizationUrl(),
                            Settings.TOKEN, settings.tokenUrl(),
                            Settings.REVOCATION, settings.revocationUrl(),
                            Settings.KEYS, settings.keysUrl(),
                            Settings.USER_INFO, settings.userinfoUrl()),
                    path + ".issuer and the five addresses that end with -url must be set all, or none of them");
            return new Google(name, settings, connection);
        });
    }
}
