package dev.rollcall.invite;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of invitations. {@code mail.LinkKeyConfig} has the key of their links. */
@ConfigMapping(prefix = "rollcall.invites")
interface InviteConfig {

    /** How long an invitation can be accepted after it was sent, or sent again. */
    @WithDefault("14d")
    Duration lifetime();

    /** How many invitations of an organization can wait or be expired. The list of them has no pages. */
    @Min(1)
    @Max(10_000)
    @WithDefault("1000")
    int maxPending();

    /** How long Rollcall keeps an invitation after it expired, or was accepted or canceled. */
    @WithDefault("90d")
    Duration retention();

    /** How often a replica deletes old invitations. */
    @WithDefault("1h")
    Duration cleanupInterval();
}
