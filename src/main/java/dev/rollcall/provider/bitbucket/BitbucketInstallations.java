package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.Installations;
import dev.rollcall.provider.bitbucket.BitbucketConfig.Settings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The configured installations of Bitbucket. */
class BitbucketInstallations {

    @Produces
    @Singleton
    static Installations<Settings> installations(BitbucketConfig config, Connections connections) {
        return new Installations<>(
                "bitbucket",
                "base-url",
                config.bitbucket(),
                (path, name, settings) -> new Bitbucket(
                        name, settings, connections.toApi(path, settings, Settings.BASE_URL, Settings.API_URL)));
    }
}
