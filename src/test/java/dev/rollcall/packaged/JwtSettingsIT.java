package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.TestIssuer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class JwtSettingsIT {

    private final FreshDatabase database = new FreshDatabase();
    private final TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void refuseEveryJwtUnlessTheyAreOn() throws Exception {
        Map<String, String> settings = issuer("COMPANY");
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitListening();

            assertThat(service.call("/api/user", "Bearer " + issuer.token("ada"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void letEverybodySignUpWhenThatIsOpenAndNobodyOtherwise() throws Exception {
        Map<String, String> settings = issuer("COMPANY");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitListening();
            assertThat(service.call("/api/user", "Bearer " + issuer.token("ada"))
                            .statusCode())
                    .isEqualTo(403);
        }
        settings.put("ROLLCALL_SIGN_UP_OPEN", "true");
        try (ServiceProcess service = ServiceProcess.start(settings)) {
            service.awaitListening();
            assertThat(service.call("/api/user", "Bearer " + issuer.token("ada"))
                            .body())
                    .contains("\"githubLogin\":\"ada\"");
            assertThat(service.output()).doesNotContain("eyJ");
        }
    }

    @Test
    void refuseToStartWithoutAnIssuerInOneSentence() throws Exception {
        assertRefused(
                Map.of("ROLLCALL_JWT_ENABLED", "true"),
                "rollcall.jwt.enabled needs an issuer: set rollcall.jwt.issuers.<name>.issuer, .jwks-url and .audience");
    }

    @Test
    void refuseToStartWithAnIssuerThatLacksSomething() throws Exception {
        for (String missing : new String[] {"issuer", "jwks-url", "audience"}) {
            Map<String, String> settings = issuer("COMPANY");
            settings.put("ROLLCALL_JWT_ENABLED", "true");
            settings.remove(
                    "ROLLCALL_JWT_ISSUERS_COMPANY_" + missing.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
            assertRefused(settings, "rollcall.jwt.issuers.company." + missing + " is required");
        }
    }

    @Test
    void refuseToStartWithTwoIssuersThatAreOne() throws Exception {
        Map<String, String> settings = issuer("COMPANY");
        settings.putAll(issuer("PARTNER"));
        settings.put("ROLLCALL_JWT_ENABLED", "true");

        assertRefused(settings, ".issuer are the same");
    }

    @Test
    void refuseToStartWithValuesThatCannotBe() throws Exception {
        Map<String, String> settings = issuer("COMPANY");
        settings.put("ROLLCALL_JWT_ENABLED", "true");
        settings.put("ROLLCALL_JWT_ISSUERS_COMPANY_JWKS_URL", "file:/etc/passwd");
        assertRefused(settings, "rollcall.jwt.issuers.company.jwks-url must begin with https:// or http://");

        settings.putAll(issuer("COMPANY"));
        settings.put("ROLLCALL_JWT_KEY_LIFETIME", "61s");
        assertRefused(settings, "rollcall.jwt.key-lifetime must be one minute at most");
    }

    private void assertRefused(Map<String, String> settings, String sentence) throws InterruptedException {
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(settings);
        try (ServiceProcess service = ServiceProcess.start(all)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output()).contains(sentence);
        }
    }

    private Map<String, String> issuer(String name) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_ISSUER", issuer.url());
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_JWKS_URL", issuer.url() + "/keys");
        settings.put("ROLLCALL_JWT_ISSUERS_" + name + "_AUDIENCE", TestIssuer.AUDIENCE);
        return settings;
    }
}
