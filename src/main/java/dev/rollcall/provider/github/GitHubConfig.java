package dev.rollcall.provider.github;

import dev.rollcall.provider.GitHostSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The GitHub installations that people can link. Public because SmallRye Config's validation reads the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GitHubConfig {

    /** The installations, by the operator's names. */
    Map<String, Settings> github();

    /** An installation and the OAuth app that is registered there. */
    interface Settings extends GitHostSettings {

        String BASE_URL = "https://github.com";
        String API_URL = "https://api.github.com";

        @Override
        @WithDefault("GitHub")
        String title();

        @Override
        @WithDefault(BASE_URL)
        String baseUrl();

        /** For Enterprise Server {@code https://HOST/api/v3}. */
        @Override
        @WithDefault(API_URL)
        String apiUrl();

        @Override
        @WithDefault("user:email,read:org")
        List<String> scopes();
    }
}
