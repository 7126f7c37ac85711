package dev.rollcall.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;

/** The URL at which people and programs reach this service. */
@ConfigMapping(prefix = "rollcall")
public interface PublicAddress {

    /**
     * Base URL of all links that the service creates: scheme, host and port, without a slash at the end. Links never use the Host header of a
     * request, because the caller chooses it.
     */
    @WithName("public-url")
    @WithDefault("http://localhost:8080")
    URI url();

    /**
     * Whether the URL may begin with {@code http://} for another host than this machine. Tokens and cookies then travel
     * without encryption.
     */
    @WithDefault("false")
    boolean insecurePublicUrl();

    /** {@return the absolute URL of a path, which starts with a slash} */
    default String link(String path) {
        return url() + path;
    }
}
