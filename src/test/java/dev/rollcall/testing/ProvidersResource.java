package dev.rollcall.testing;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.util.Map.entry;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * A server in place of GitHub and of a company's single sign-on, and settings of a service where people sign in with
 * them. {@link TestGitHub} adds people.
 */
public class ProvidersResource implements QuarkusTestResourceLifecycleManager {

    /** A system property, because every test profile has a new class loader. */
    private static final String URL = "test-github.url";

    /** The name of GitHub in the settings. */
    public static final String NAME = "hub";

    /** The name of the OpenID Connect provider in the settings. */
    public static final String SSO = "workplace";

    /** The name that people read. It has characters that HTML must escape. */
    public static final String TITLE = "Hub & <Friends>";

    /** Members of this organization may sign up. */
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

    /** Its base URL, which is also the instance of its identities. */
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
        // The next test profile uses the server too.
    }
}
