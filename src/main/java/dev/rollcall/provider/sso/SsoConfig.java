package dev.rollcall.provider.sso;

import dev.rollcall.provider.InstallationSettings;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The OpenID Connect providers that people can link. Public because SmallRye Config's validation reads the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface SsoConfig {

    /** The providers, by the operator's names. */
    Map<String, Settings> sso();

    /** A provider and the client that is registered there. */
    interface Settings extends InstallationSettings {

        @Override
        @WithDefault("Single sign-on")
        String title();

        /**
         * Issuer that signs ID tokens, character by character as in its discovery document. Rollcall recognises
         * identities by it, so it must not change.
         */
        String issuer();

        /** URL of the host of the profiles, if it is not the issuer's. Rollcall sends people's tokens there. */
        Optional<String> apiUrl();

        /** How Rollcall sends its client id and secret. */
        @WithDefault("basic")
        ClientAuthentication clientAuthentication();

        @Override
        @WithDefault("openid,email,profile")
        List<String> scopes();

        /** Whether Rollcall trusts the addresses that the provider reports as verified. */
        @WithDefault("false")
        boolean trustEmail();
    }
}
