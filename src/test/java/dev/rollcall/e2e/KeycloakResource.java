package dev.rollcall.e2e;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Settings of a service that accepts the tokens of the Keycloak that e2e/keycloak/run started. None without it. */
public class KeycloakResource implements QuarkusTestResourceLifecycleManager {

    static final String URL = System.getProperty("keycloak.url", "");

    static String realm() {
        return URL + "/realms/people";
    }

    @Override
    public Map<String, String> start() {
        return URL.isEmpty()
                ? Map.of()
                : Map.of(
                        "rollcall.jwt.enabled", "true",
                        "rollcall.jwt.key-lifetime", "15s",
                        "rollcall.jwt.unknown-key-interval", "10s",
                        "rollcall.jwt.issuers.keycloak.issuer", realm(),
                        "rollcall.jwt.issuers.keycloak.jwks-url", realm() + "/protocol/openid-connect/certs",
                        "rollcall.jwt.issuers.keycloak.audience", "rollcall",
                        "rollcall.jwt.issuers.keycloak.trust-email", "true",
                        "rollcall.jwt.issuers.keycloak.sign-up", "true");
    }

    /** Runs after the resource that shortens these times for other tests. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void stop() {
        // The script that started Keycloak stops it.
    }
}
