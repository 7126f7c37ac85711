package dev.rollcall.vault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the tokens of identity providers are encrypted. */
@ConfigMapping(prefix = "rollcall.encryption")
interface EncryptionConfig {

    /**
     * The keys, each 32 random bytes in base64, the same for all replicas. The first encrypts, all of them decrypt. A
     * key that stored tokens need must stay, else the service does not start.
     */
    Optional<List<String>> keys();

    /** How often tokens under other keys than the first are looked for, to be encrypted anew. */
    @WithDefault("1m")
    Duration reencryptionInterval();
}
