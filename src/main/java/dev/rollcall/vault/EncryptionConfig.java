package dev.rollcall.vault;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Encryption of the tokens of identity providers, and of the keys of stacks. */
@ConfigMapping(prefix = "rollcall.encryption")
interface EncryptionConfig {

    /**
     * The keys, each 32 random bytes in base64. All replicas need the same keys. The first key encrypts, all keys
     * decrypt. If a key is missing that stored values need, the service does not start.
     */
    Optional<List<String>> keys();

    /** How often a replica looks for tokens under older keys and re-encrypts them with the first key. */
    @WithDefault("1m")
    Duration reencryptionInterval();
}
