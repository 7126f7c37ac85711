package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.Map;

/** A GitHub that people's identities can be at. Tests tell its answers apart by the tokens, which are always new. */
public class GitHubResource implements QuarkusTestResourceLifecycleManager {

    /** What the operator calls it. */
    public static final String NAME = "synced";

    /** Class loaders come and go between test profiles; a system property stays. */
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
                // Tests wait for what does not answer.
                "rollcall.providers.answer-timeout",
                "3s");
    }

    /** Where it is, and so what identities there have as their instance. */
    public static synchronized String url() {
        if (System.getProperty(URL) == null) {
            WireMockServer server = new WireMockServer(options().dynamicPort().containerThreads(50));
            server.start();
            System.setProperty(URL, server.baseUrl());
        }
        return System.getProperty(URL);
    }

    /** To tell it what to answer. */
    public static WireMock wireMock() {
        return WireMock.create()
                .host("localhost")
                .port(URI.create(url()).getPort())
                .build();
    }

    @Override
    public void stop() {
        // It serves the next test profile too.
    }
}
