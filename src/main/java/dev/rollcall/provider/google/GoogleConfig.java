package dev.rollcall.provider.google;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Google that people may link. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GoogleConfig {

    /** The registrations, each under a short name. */
    Map<String, Installation> google();

    /** One registration. The addresses are those of Google's discovery document; another place has others. */
    interface Installation {

        String ISSUER = "https://accounts.google.com";
        String AUTHORIZATION = "https://accounts.google.com/o/oauth2/v2/auth";
        String TOKEN = "https://oauth2.googleapis.com/token";
        String REVOCATION = "https://oauth2.googleapis.com/revoke";
        String KEYS = "https://www.googleapis.com/oauth2/v3/certs";
        String USER_INFO = "https://openidconnect.googleapis.com/v1/userinfo";

        /** What people read on the button. */
        @WithDefault("Google")
        String title();

        /** Who signs ID tokens. Identities are recognised by it: it must not change. */
        @WithDefault(ISSUER)
        String issuer();

        /** Where people consent. */
        @WithDefault(AUTHORIZATION)
        String authorizationUrl();

        /** Where what they consented to is exchanged. */
        @WithDefault(TOKEN)
        String tokenUrl();

        /** Where tokens are given back. */
        @WithDefault(REVOCATION)
        String revocationUrl();

        /** The keys of ID tokens. */
        @WithDefault(KEYS)
        String keysUrl();

        /** Where a person is described. People's tokens are sent there. */
        @WithDefault(USER_INFO)
        String userinfoUrl();

        /** The OAuth client. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** What people are asked to consent to. */
        @WithDefault("openid,email,profile")
        List<String> scopes();

        /** Whether the addresses are believed that Google says are verified. */
        @WithDefault("false")
        boolean trustEmail();

        /** The only domain of Google Workspace whose accounts are let in; without it all accounts are. */
        Optional<String> hostedDomain();
    }
}
