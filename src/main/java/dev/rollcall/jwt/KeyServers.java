package dev.rollcall.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connections;
import dev.rollcall.provider.KeysEndpoint;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.ProviderResponse;
import dev.rollcall.provider.SharedFetch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The servers that publish the keys of JWT issuers and of identity providers. Requests to them have the limits of all
 * outgoing requests: no redirects, and a maximum size and time.
 */
@ApplicationScoped
public class KeyServers {

    private final Connections connections;
    private final JwtConfig config;
    private final Clock clock;

    /** A quarter of the requests that this replica serves at once may wait for keys. The others get 503 at once. */
    private final Semaphore waiting;

    KeyServers(
            Connections connections,
            JwtConfig config,
            Clock clock,
            @ConfigProperty(name = "rollcall.limits.concurrent-requests") int concurrentRequests) {
        this.connections = connections;
        this.config = config;
        this.clock = clock;
        this.waiting = new Semaphore(Math.max(1, concurrentRequests / 4));
    }

    /**
     * Returns the keys at a URL; fetches nothing yet.
     *
     * @param setting the name of the setting that contains the URL
     * @param onFailure runs after each failed fetch
     * @throws IllegalStateException if the URL is invalid; the message names the setting
     */
    public IssuerKeys keys(String setting, String url, Runnable onFailure) {
        Connection connection = connections.toHostOf(setting, url);
        KeysEndpoint api = connection.api(KeysEndpoint.class);
        return new IssuerKeys(
                url,
                () -> connection.send(() -> api.keys(url)).then(response -> read(response.value())),
                waiting,
                SharedFetch.newThreads("keys of JWTs"),
                clock,
                config.keyLifetime(),
                config.unknownKeyInterval(),
                onFailure);
    }

    private static Outcome<KeySet> read(ProviderResponse response) {
        return response.status() == 200
                ? response.parse(JsonNode.class).then(json -> KeySet.of(json.value()))
                : response.transientProblem("");
    }
}
