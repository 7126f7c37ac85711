package dev.rollcall.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;

/** Where people and programs reach this service from outside. */
@ConfigMapping(prefix = "rollcall")
public interface PublicAddress {

    /**
     * Base of every link that the service gives out, without a trailing slash. Links are never built from a request's
     * Host header, which the caller chooses.
     */
    @WithName("public-url")
    @WithDefault("http://localhost:8080")
    URI url();

    /** Makes a link of a path, which starts with a slash. */
    default String link(String path) {
        return url() + path;
    }
}
