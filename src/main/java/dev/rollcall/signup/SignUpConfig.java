package dev.rollcall.signup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Who gets an account by signing in; without any of it nobody does. */
@ConfigMapping(prefix = "rollcall.sign-up")
interface SignUpConfig {

    /** Everybody who can sign in. */
    @WithDefault("false")
    boolean open();

    /** Who has a verified address in one of these domains, from an issuer whose addresses are believed. */
    Optional<Set<String>> emailDomains();

    /**
     * Members of these organizations at providers, each as the installation's name, a slash, and the organization's
     * login there.
     */
    Optional<Set<String>> organizations();
}
