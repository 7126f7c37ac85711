package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.Map;

/** A GitHub for linked identities. Each test uses new tokens, so tests do not get the responses of each other. */
public class GitHubResource implements QuarkusTestResourceLifecycleManager {

    /** Its name in the settings. */
    public static final String NAME = "synced";

    /** A system property, because every test profile has a new class loader. */
    private static final String URL = "test-synced-github.url";

    @Override
    public Map<String, String> start() {
        String prefix = "rollcall.providers.github." + NAME;
        return Map.of(
                prefix + ".base-url",
                url(),
                prefix + ".api-url",
                url() + "/api",
                prefix + ".client-id",
                "client",
                prefix + ".client-secret",
                "secret",
                prefix + ".trust-email",
                "true",
                // Short, because tests wait for it.
                "rollcall.providers.answer-timeout",
                "3s");
    }

    /** Its base URL, which is also the instance of its identities. */
    public static synchronized String url() {
        if (System.getProperty(URL) == null) {
            WireMockServer server = new WireMockServer(options().dynamicPort().containerThreads(50));
            server.start();
            System.setProperty(URL, server.baseUrl());
        }
        return System.getProperty(URL);
    }

    /** The client with which tests set its responses. */
    public static WireMock wireMock() {
        return WireMock.create()
                .host("localhost")
                .port(URI.create(url()).getPort())
                .build();
    }

    @Override
    public void stop() {
        // The next test profile uses the server too.
    }
}
