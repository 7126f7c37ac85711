package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A server in the place of GitHub, and a service where people sign in with it. {@link TestGitHub} has people. */
public class ProvidersResource implements QuarkusTestResourceLifecycleManager {

    /** Class loaders come and go between test profiles; a system property stays. */
    private static final String URL = "test-github.url";

    /** The operator's name of the installation. */
    public static final String NAME = "hub";

    /** What people read; not every operator writes it the easy way. */
    public static final String TITLE = "Hub & <Friends>";

    /** Whose members may sign up. */
    public static final String ORGANIZATION = "Welcome-Org";

    @Override
    public Map<String, String> start() {
        String prefix = "rollcall.providers.github." + NAME;
        return Map.of(
                prefix + ".title",
                TITLE,
                prefix + ".base-url",
                url(),
                prefix + ".api-url",
                url() + "/api/v3",
                prefix + ".client-id",
                "test-client",
                prefix + ".client-secret",
                "test-secret",
                prefix + ".trust-email",
                "true",
                "rollcall.sign-up.organizations",
                NAME + "/" + ORGANIZATION);
    }

    /** Also the instance of its identities. */
    public static synchronized String url() {
        if (System.getProperty(URL) == null) {
            WireMockServer server = new WireMockServer(options().dynamicPort());
            server.start();
            System.setProperty(URL, server.baseUrl());
        }
        return System.getProperty(URL);
    }

    @Override
    public void stop() {
        // The server serves the next test profile too.
    }
}
