package dev.rollcall.invite;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of invitations. */
@ConfigMapping(prefix = "rollcall.invites")
interface InviteConfig {

    /**
     * The key for invitation links: at least 32 random bytes in base64, the same for all replicas. Without it the
     * service does not start. If it changes, the links that were sent stop working and Rollcall shows new ones.
     */
    Optional<String> key();
}
