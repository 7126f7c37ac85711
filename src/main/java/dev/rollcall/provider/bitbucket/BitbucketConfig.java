package dev.rollcall.provider.bitbucket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/**
 * Bitbucket Cloud, for people to link; Bitbucket Data Center has another API. Public, since the library that validates
 * it looks into the map.
 */
@ConfigMapping(prefix = "rollcall.providers")
public interface BitbucketConfig {

    /** The installations, each under a short name; in earnest there is one. */
    Map<String, Installation> bitbucket();

    /** One installation, and the OAuth consumer that is registered there. */
    interface Installation {

        String BITBUCKET_ORG = "https://bitbucket.org";
        String API_OF_BITBUCKET_ORG = "https://api.bitbucket.org/2.0";

        /** What people read on the button. */
        @WithDefault("Bitbucket")
        String title();

        /** Where people sign in. Their identities are recognised by it: it must not change. */
        @WithDefault(BITBUCKET_ORG)
        String baseUrl();

        /** Where programs ask. People's tokens are sent there. */
        @WithDefault(API_OF_BITBUCKET_ORG)
        String apiUrl();

        /** The OAuth consumer's key. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** What people are asked to consent to: at most what the consumer has. */
        @WithDefault("account,email")
        List<String> scopes();

        /** Whether the addresses are believed that are confirmed there. Otherwise they are not even read. */
        @WithDefault("false")
        boolean trustEmail();
    }
}
