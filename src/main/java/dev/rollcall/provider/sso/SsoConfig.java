package dev.rollcall.provider.sso;

import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The OpenID Connect providers that people may link. Public, since the library that validates it looks into the map. */
@ConfigMapping(prefix = "rollcall.providers")
public interface SsoConfig {

    /** The providers, each under a short name. */
    Map<String, Installation> sso();

    /** One provider, and the client that is registered there. */
    interface Installation {

        /** What people read on the button. */
        @WithDefault("Single sign-on")
        String title();

        /**
         * Who signs ID tokens, to the letter. Its discovery document says everything else. Identities are recognised by
         * it: it must not change.
         */
        String issuer();

        /** Where people are described, if that is another host than the issuer's. People's tokens are sent there. */
        Optional<String> apiUrl();

        /** The client. */
        String clientId();

        /** Its secret. */
        String clientSecret();

        /** How the client proves itself: by the Authorization header, or by fields of the form. */
        @WithDefault("basic")
        ClientAuthentication clientAuthentication();

        /** What people are asked to consent to. */
        @WithDefault("openid,email,profile")
        List<String> scopes();

        /** Whether the addresses are believed that the provider says are verified. */
        @WithDefault("false")
        boolean trustEmail();
    }
}
