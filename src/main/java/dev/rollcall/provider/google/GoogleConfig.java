package dev.rollcall.provider.google;

import dev.rollcall.provider.InstallationSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registrations at Google. Public because SmallRye Config's validation reads the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface GoogleConfig {

    /** The registrations, by the operator's names. */
    Map<String, Settings> google();

    /** One registration. The default URLs are those of Google's discovery document; an emulator has others. */
    interface Settings extends InstallationSettings {

        String ISSUER = "https://accounts.google.com";
        String AUTHORIZATION = "https://accounts.google.com/o/oauth2/v2/auth";
        String TOKEN = "https://oauth2.googleapis.com/token";
        String REVOCATION = "https://oauth2.googleapis.com/revoke";
        String KEYS = "https://www.googleapis.com/oauth2/v3/certs";
        String USER_INFO = "https://openidconnect.googleapis.com/v1/userinfo";

        @Override
        @WithDefault("Google")
        String title();

        /** Issuer that signs ID tokens. Rollcall recognises identities by it, so it must not change. */
        @WithDefault(ISSUER)
        String issuer();

        /** URL where people consent. */
        @WithDefault(AUTHORIZATION)
        String authorizationUrl();

        /** URL that exchanges codes and refresh tokens. */
        @WithDefault(TOKEN)
        String tokenUrl();

        /** URL that revokes tokens. */
        @WithDefault(REVOCATION)
        String revocationUrl();

        /** URL of the keys of ID tokens. */
        @WithDefault(KEYS)
        String keysUrl();

        /** URL of a person's profile. Rollcall sends people's tokens there. */
        @WithDefault(USER_INFO)
        String userinfoUrl();

        @Override
        @WithDefault("openid,email,profile")
        List<String> scopes();

        /** Whether Rollcall trusts the addresses that Google reports as verified. */
        @WithDefault("false")
        boolean trustEmail();

        /** The only Google Workspace domain whose accounts may sign in. Without it every account may. */
        Optional<String> hostedDomain();
    }
}
