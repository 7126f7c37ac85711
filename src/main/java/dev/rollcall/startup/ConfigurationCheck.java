package dev.rollcall.startup;

import dev.rollcall.http.PublicAddress;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Refuses to start with a public address that makes broken links, and in production with secrets that others know or
 * can guess.
 */
@ApplicationScoped
class ConfigurationCheck {

    private static final Pattern LOOPBACK =
            Pattern.compile("(?:.+\\.)?localhost|127(?:\\.\\d{1,3}){3}|\\[(?:::1|(?:0{1,4}:){7}0{0,3}1)]");

    private final PublicAddress address;
    private final Config config;

    ConfigurationCheck(PublicAddress address, Config config) {
        this.address = address;
        this.config = config;
    }

    /** Before other checks, which may use the secrets. */
    void check(@Observes @Priority(1) StartupEvent starting) {
        checkAddress(address.url(), address.insecurePublicUrl());
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            checkSecrets(config);
        }
    }

    /** Throws ConfigurationException if somebody else knows or can guess a secret. The message does not contain it. */
    static void checkSecrets(Config config) {
        secret(config, "rollcall.invites.key")
                .flatMap(ConfigurationCheck::decode)
                .ifPresent(key -> {
                    refuse(WeakSecrets.isWeakKey(key), "rollcall.invites.key", "openssl rand -base64 32");
                });
        // Older keys must keep decrypting what is stored, so that an operator can change a weak one.
        secret(config, "rollcall.encryption.keys")
                .map(keys -> keys.split(",", 2)[0])
                .flatMap(ConfigurationCheck::decode)
                .ifPresent(key -> refuse(
                        WeakSecrets.isWeakKey(key),
                        "The first key of rollcall.encryption.keys",
                        "openssl rand -base64 32"));
        secret(config, "rollcall.bootstrap.token")
                .ifPresent(token -> refuse(
                        WeakSecrets.isWeakToken(token), "rollcall.bootstrap.token", "pul-$(openssl rand -hex 20)"));
    }

    private static Optional<String> secret(Config config, String name) {
        return config.getOptionalValue(name, String.class);
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException malformed) {
            // The package that uses the key says so.
            return Optional.empty();
        }
    }

    private static void refuse(boolean weak, String name, String command) {
        if (weak) {
            throw new ConfigurationException(
                    name + " is published or easy to guess. Use a random one, for example from: " + command);
        }
    }

    /**
     * Checks the public address.
     *
     * @param insecure whether the operator allows http for all hosts
     * @throws ConfigurationException if links cannot begin with it
     */
    static void checkAddress(URI url, boolean insecure) {
        boolean http = "http".equals(url.getScheme());
        if ((!http && !"https".equals(url.getScheme()))
                || url.getHost() == null
                || url.getUserInfo() != null
                || !url.toString().equals(url.getScheme() + "://" + url.getRawAuthority())) {
            throw new ConfigurationException("rollcall.public-url must be the scheme and the host, with a port if it is"
                    + " not the usual one, like https://pulumi.example.com: no path, no query, no slash at the end."
                    + " Rollcall cannot be served below a path.");
        }
        if (http && !insecure && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw new ConfigurationException("rollcall.public-url must begin with https://, because tokens and cookies"
                    + " travel to this address. For a test without TLS set rollcall.insecure-public-url=true.");
        }
    }
}
