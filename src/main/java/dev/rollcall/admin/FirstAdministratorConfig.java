package dev.rollcall.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The first administrator. Both or neither; once they were created, both are ignored. */
@ConfigMapping(prefix = "rollcall.bootstrap")
interface FirstAdministratorConfig {

    /** Their login: 3 to 40 letters, digits, hyphens and underscores. */
    Optional<String> login();

    /** Their access token: {@code pul-} and 40 lower-case hex digits, which the operator draws. Valid for 7 days. */
    Optional<String> token();
}
