package dev.rollcall.provider.gitlab;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/** The GitLabs that people may link. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GitLabConfig {

    /** The installations, each under a short name. */
    Map<String, Installation> gitlab();

    /** One installation, and the OAuth application that is registered there. */
    interface Installation {

        String GITLAB_COM = "https://gitlab.com";
        String API_OF_GITLAB_COM = "https://gitlab.com/api/v4";

        /** What people read on the button. */
        @WithDefault("GitLab")
        String title();

        /** Where people sign in. Their identities are recognised by it: it must not change. */
        @WithDefault(GITLAB_COM)
        String baseUrl();

        /** Where programs ask: {@code https://HOST/api/v4}. People's tokens are sent there. */
        @WithDefault(API_OF_GITLAB_COM)
        String apiUrl();

        /** The OAuth application. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** What people are asked to consent to. {@code read_user} does for signing in, but shows no groups. */
        @WithDefault("read_api")
        List<String> scopes();

        /**
         * Whether the addresses are believed that are confirmed there. An installation that does not ask people to
         * confirm theirs says that all are.
         */
        @WithDefault("false")
        boolean trustEmail();
    }
}
