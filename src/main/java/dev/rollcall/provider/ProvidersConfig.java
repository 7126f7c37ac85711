package dev.rollcall.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * How Rollcall sends requests to providers, and to the servers that publish the keys of JWT issuers. Each provider's
 * package has the settings of its installations.
 */
@ConfigMapping(prefix = "rollcall.providers")
public interface ProvidersConfig {

    /** Time limit for one response, up to its last byte. */
    @WithDefault("10s")
    Duration answerTimeout();

    /** After this time Rollcall requests no further page of a list, and discards the list. */
    @WithDefault("60s")
    Duration listTimeout();

    /** A file with the certificates of further CAs that Rollcall trusts, in PEM format. The public CAs stay trusted. */
    Optional<String> trustedCertificates();
}
