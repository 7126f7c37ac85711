package dev.rollcall.invite;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How invitations are secured. */
@ConfigMapping(prefix = "rollcall.invites")
interface InviteConfig {

    /**
     * The key that the links of invitations are made with: at least 32 random bytes, in base64, the same for all
     * replicas. With another key every link that was sent stops working, and a new one is shown in its place.
     */
    Optional<String> key();
}
