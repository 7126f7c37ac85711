package dev.rollcall.mail;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The key for the links of invitations, and of e-mail addresses that wait to be verified. */
@ConfigMapping(prefix = "rollcall.invites")
interface LinkKeyConfig {

    /**
     * At least 32 random bytes in base64, the same for all replicas. Without it the service does not start. If it
     * changes, the links that were sent stop working and Rollcall shows new ones.
     */
    Optional<String> key();
}
