package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.GitHostSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The GitLab installations that people can link. Public because SmallRye Config's validation reads the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GitLabConfig {

    /** The installations, by the operator's names. */
    Map<String, Settings> gitlab();

    /** An installation and the OAuth application that is registered there. */
    interface Settings extends GitHostSettings {

        String BASE_URL = "https://gitlab.com";
        String API_URL = "https://gitlab.com/api/v4";

        @Override
        @WithDefault("GitLab")
        String title();

        @Override
        @WithDefault(BASE_URL)
        String baseUrl();

        /** For self-managed GitLab {@code https://HOST/api/v4}. */
        @Override
        @WithDefault(API_URL)
        String apiUrl();

        /** {@code read_user} is enough for sign-in, but shows no groups. */
        @Override
        @WithDefault("read_api")
        List<String> scopes();

        /** A GitLab that does not ask people to confirm their addresses reports all addresses as confirmed. */
        @Override
        @WithDefault("false")
        boolean trustEmail();
    }
}
