package dev.rollcall.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes ways to providers, all with the same manners. */
@ApplicationScoped
public class Connections {

    private final ProvidersConfig timeouts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Vertx vertx;
    private final String version;

    Connections(
            ProvidersConfig timeouts,
            ObjectMapper json,
            Clock clock,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.timeouts = timeouts;
        this.json = json;
        this.clock = clock;
        this.vertx = vertx;
        this.version = version;
    }

    /**
     * The way to an installation.
     *
     * @param setting the address's name in the configuration
     * @throws IllegalStateException if it cannot be one
     */
    public Connection to(String setting, String url) {
        check(setting, url);
        return new Connection(URI.create(url), timeouts, json, clock, vertx, version);
    }

    /**
     * Refuses what cannot be the address of an installation.
     *
     * @throws IllegalStateException with a sentence for the operator
     */
    public static void check(String setting, String url) {
        if (!url.matches("https?://[^/?#@\\s]+(/[^?#\\s]*[^/?#\\s])?") || !isUri(url)) {
            throw new IllegalStateException(
                    setting + " must begin with https:// or http://, name a host, and not end with a slash");
        }
    }

    private static boolean isUri(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
