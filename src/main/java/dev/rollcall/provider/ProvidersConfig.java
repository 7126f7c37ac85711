package dev.rollcall.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient the service is with identity providers. Each provider's package has the settings of its installations. */
@ConfigMapping(prefix = "rollcall.providers")
public interface ProvidersConfig {

    /** How long one answer may take, to its last byte. */
    @WithDefault("10s")
    Duration answerTimeout();

    /** After this time no further page of a list is asked for, and the list is given up. */
    @WithDefault("60s")
    Duration listTimeout();
}
