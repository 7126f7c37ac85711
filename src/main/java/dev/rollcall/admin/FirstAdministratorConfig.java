package dev.rollcall.admin;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The first administrator. Set both or neither. After Rollcall has created them, it ignores both. */
@ConfigMapping(prefix = "rollcall.bootstrap")
interface FirstAdministratorConfig {

    /** Their login: 3 to 40 letters, digits, hyphens and underscores. */
    Optional<String> login();

    /** Their access token: {@code pul-} and 40 random lower-case hex digits. It is valid for 7 days. */
    Optional<String> token();
}
