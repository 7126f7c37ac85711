package dev.rollcall.provider.github;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The GitHubs that people may link. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GitHubConfig {

    /** The installations, each under a short name. */
    Map<String, Installation> github();

    /** One installation, and the OAuth app that is registered there. */
    interface Installation {

        String GITHUB_COM = "https://github.com";
        String API_OF_GITHUB_COM = "https://api.github.com";

        /** What people read on the button. */
        @WithDefault("GitHub")
        String title();

        /** Where people sign in. Their identities are recognised by it: it must not change. */
        @WithDefault(GITHUB_COM)
        String baseUrl();

        /** Where programs ask: of Enterprise Server {@code https://HOST/api/v3}. People's tokens are sent there. */
        @WithDefault(API_OF_GITHUB_COM)
        String apiUrl();

        /** The OAuth app. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** What people are asked to consent to. */
        @WithDefault("user:email,read:org")
        List<String> scopes();

        /** Whether the addresses are believed that are verified there. Otherwise they are not even read. */
        @WithDefault("false")
        boolean trustEmail();
    }
}
