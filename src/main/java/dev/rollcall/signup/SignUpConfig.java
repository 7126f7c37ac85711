package dev.rollcall.signup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Who may sign up. Without any of these settings, nobody may. An open invitation works in addition to them. */
@ConfigMapping(prefix = "rollcall.sign-up")
interface SignUpConfig {

    /** Whether everybody who can sign in gets an account. */
    @WithDefault("false")
    boolean open();

    /** People with a verified address in one of these domains get an account. Needs {@code trust-email}. */
    Optional<Set<String>> emailDomains();

    /**
     * Organizations at providers. Their members get an account. Each is the installation's name, a slash and the
     * organization's login there, for example {@code company/acme}.
     */
    Optional<Set<String>> organizations();
}
