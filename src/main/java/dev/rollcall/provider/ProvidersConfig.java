package dev.rollcall.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Time limits of requests to providers. Each provider's package has the settings of its installations. */
@ConfigMapping(prefix = "rollcall.providers")
public interface ProvidersConfig {

    /** Time limit for one response, up to its last byte. */
    @WithDefault("10s")
    Duration answerTimeout();

    /** After this time Rollcall requests no further page of a list, and discards the list. */
    @WithDefault("60s")
    Duration listTimeout();
}
