package dev.rollcall.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** When mails are sent, and how many. {@code quarkus.mailer.*} says through which server. */
@ConfigMapping(prefix = "rollcall.mail")
interface MailConfig {

    /** The sender of all mails: an address, or a name and an address in angle brackets. Without it there are no mails. */
    Optional<String> from();

    /** How often a replica looks for mails that are due. */
    @WithDefault("5s")
    Duration every();

    /** How long sending a mail may take. */
    @WithDefault("30s")
    Duration timeout();

    /** The wait after the first failure. It doubles with each further failure. */
    @WithDefault("30s")
    Duration backoff();

    /** The longest wait after a failure. */
    @WithDefault("30m")
    Duration maxBackoff();

    /** How long the service tries to send a mail. */
    @WithDefault("2d")
    Duration giveUpAfter();

    /** How long the service remembers a mail that was sent or given up. At least a day, for the limits. */
    @WithDefault("30d")
    Duration retention();

    /** Mails that an account can cause within 24 hours. */
    @Min(1)
    @WithDefault("500")
    int maxPerAccount();

    /** Mails that an organization can cause within 24 hours. */
    @Min(1)
    @WithDefault("1000")
    int maxPerOrganization();

    /** Mails to an address within 24 hours. */
    @Min(1)
    @WithDefault("10")
    int maxPerAddress();
}
