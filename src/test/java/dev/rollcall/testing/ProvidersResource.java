package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.util.Map.entry;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A server in the place of GitHub and of a company's single sign-on, and a service where people sign in there. {@link TestGitHub} has people. */
public class ProvidersResource implements QuarkusTestResourceLifecycleManager {

    /** Class loaders come and go between test profiles; a system property stays. */
    private static final String URL = "test-github.url";

    /** The operator's name of the installation. */
    public static final String NAME = "hub";

    /** The operator's name of a provider with OpenID Connect. */
    public static final String SSO = "workplace";

    /** What people read; not every operator writes it the easy way. */
    public static final String TITLE = "Hub & <Friends>";

    /** Whose members may sign up. */
    public static final String ORGANIZATION = "Welcome-Org";

    @Override
    public Map<String, String> start() {
        String gitHub = "rollcall.providers.github." + NAME;
        String sso = "rollcall.providers.sso." + SSO;
        return Map.ofEntries(
                entry(gitHub + ".title", TITLE),
                entry(gitHub + ".base-url", url()),
                entry(gitHub + ".api-url", url() + "/api/v3"),
                entry(gitHub + ".client-id", "test-client"),
                entry(gitHub + ".client-secret", "test-secret"),
                entry(gitHub + ".trust-email", "true"),
                entry(sso + ".issuer", url() + "/sso"),
                entry(sso + ".client-id", "test-client"),
                entry(sso + ".client-secret", "test-secret"),
                entry(sso + ".trust-email", "true"),
                entry("rollcall.sign-up.organizations", NAME + "/" + ORGANIZATION));
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
