package dev.rollcall.provider.bitbucket;

import dev.rollcall.provider.GitHostSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/**
 * Bitbucket Cloud, for people to link. Bitbucket Data Center has another API. Public because SmallRye Config's
 * validation reads the map.
 */
@ConfigMapping(prefix = "rollcall.providers")
public interface BitbucketConfig {

    /** The installations, by the operator's names. Outside of tests there is only one. */
    Map<String, Settings> bitbucket();

    /** An installation and the OAuth consumer that is registered there. */
    interface Settings extends GitHostSettings {

        String BASE_URL = "https://bitbucket.org";
        String API_URL = "https://api.bitbucket.org/2.0";

        @Override
        @WithDefault("Bitbucket")
        String title();

        @Override
        @WithDefault(BASE_URL)
        String baseUrl();

        @Override
        @WithDefault(API_URL)
        String apiUrl();

        /** The consumer must have each of these permissions. */
        @Override
        @WithDefault("account,email")
        List<String> scopes();
    }
}
