package dev.rollcall.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class GoogleInstallationsTest {

    private static final Map<String, String> COM =
            Map.of("google.com.client-id", "id", "google.com.client-secret", "s3");

    @Inject
    Connections connections;

    @Test
    void areGoogleUnlessSaidOtherwise() {
        Map<String, String> settings = new HashMap<>(COM);
        settings.putAll(GoogleTest.elsewhereThanGoogle("emulated", "http://localhost:14001"));

        assertThat(configure(settings))
                .extracting(ProviderClient::instance)
                .containsExactlyInAnyOrder("https://accounts.google.com", "http://localhost:14001");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        GoogleConfig config = ProviderSettings.of(
                GoogleConfig.class,
                new EnvConfigSource(
                        Map.of(
                                "ROLLCALL_PROVIDERS_GOOGLE_COMPANY_HOSTED_DOMAIN", "example.com",
                                "ROLLCALL_PROVIDERS_GOOGLE_COMPANY_CLIENT_ID", "id",
                                "ROLLCALL_PROVIDERS_GOOGLE_COMPANY_CLIENT_SECRET", "s3"),
                        300));

        assertThat(config.google().get("company").hostedDomain()).contains("example.com");
    }

    @Test
    void areRefusedIfTheyAreTheSame() {
        Map<String, String> settings = new HashMap<>(COM);
        COM.forEach((name, value) -> settings.put(name.replace("com", "again"), value));

        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".issuer are the same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "authorization-url", "token-url", "revocation-url", "keys-url", "userinfo-url"})
    void areRefusedWithSomeOfTheirAddresses(String setting) {
        Map<String, String> settings = new HashMap<>(COM);
        settings.put("google.com." + setting, "http://localhost:14001/x");
        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.google.com.issuer and the five addresses that end with -url must be set"
                        + " all, or none of them");

        settings.put("google.com." + setting, "localhost");
        assertThatThrownBy(() -> configure(settings))
                .hasMessageStartingWith("rollcall.providers.google.com." + setting + " must begin with https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-id", "client-secret"})
    void areRefusedWithoutTheirClient(String missing) {
        Map<String, String> settings = new HashMap<>(COM);
        settings.remove("google.com." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.google.com." + missing + " is required");
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return GoogleInstallations.installations(ProviderSettings.of(GoogleConfig.class, settings), connections)
                .clients();
    }
}
