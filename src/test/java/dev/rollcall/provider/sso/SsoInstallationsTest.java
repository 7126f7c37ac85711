package dev.rollcall.provider.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.sso.SsoConfig.Settings;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SsoInstallationsTest {

    private static final Map<String, String> COMPANY = Map.of(
            "sso.company.issuer", "https://sso.example.com/",
            "sso.company.client-id", "id",
            "sso.company.client-secret", "s3");

    @Inject
    Connections connections;

    @Test
    void areRecognisedByTheirIssuerToTheLetter() {
        Map<String, String> settings = new HashMap<>(COMPANY);
        COMPANY.forEach((name, value) -> settings.put(name.replace("company", "other"), value));
        settings.put("sso.other.issuer", "https://sso.example.com");

        assertThat(configure(settings))
                .extracting(ProviderClient::instance)
                .containsExactlyInAnyOrder("https://sso.example.com/", "https://sso.example.com");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        Settings company = ProviderSettings.of(
                        SsoConfig.class,
                        new EnvConfigSource(
                                Map.of(
                                        "ROLLCALL_PROVIDERS_SSO_COMPANY_ISSUER", "https://sso.example.com",
                                        "ROLLCALL_PROVIDERS_SSO_COMPANY_API_URL", "https://api.example.com",
                                        "ROLLCALL_PROVIDERS_SSO_COMPANY_CLIENT_AUTHENTICATION", "form",
                                        "ROLLCALL_PROVIDERS_SSO_COMPANY_CLIENT_ID", "id",
                                        "ROLLCALL_PROVIDERS_SSO_COMPANY_CLIENT_SECRET", "s3"),
                                300))
                .sso()
                .get("company");

        assertThat(company.apiUrl()).contains("https://api.example.com");
        assertThat(company.clientAuthentication()).isEqualTo(ClientAuthentication.FORM);
        assertThat(company.trustEmail()).isFalse();
    }

    @Test
    void areRefusedIfTheyAreTheSame() {
        Map<String, String> settings = new HashMap<>(COMPANY);
        COMPANY.forEach((name, value) -> settings.put(name.replace("company", "again"), value));

        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".issuer are the same");
    }

    @ParameterizedTest
    @CsvSource({
        "issuer, sso.example.com",
        "issuer, https://sso.example.com//",
        "issuer, https://sso.example.com?a=b",
        "api-url, https://api.example.com/",
        "api-url, ftp://api.example.com"
    })
    void areRefusedWithAnAddressThatIsNone(String setting, String url) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.put("sso.company." + setting, url);

        assertThatThrownBy(() -> configure(settings))
                .hasMessageStartingWith("rollcall.providers.sso.company." + setting + " must begin with https://");
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.microsoftonline.com/common/v2.0, common",
        "https://login.microsoftonline.com/organizations/v2.0, organizations",
        "https://LOGIN.microsoftonline.com/Consumers/v2.0, Consumers",
        "https://login.microsoftonline.com/{tenantid}/v2.0, {tenantid}",
        "https://login.microsoftonline.us/common, common",
        "https://login.partner.microsoftonline.cn/common/v2.0, common",
        "https://sts.windows.net/common/, common"
    })
    void areRefusedIfTheirIssuerStandsForManyTenants(String issuer, String tenant) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.put("sso.company.issuer", issuer);

        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.sso.company.issuer must contain the id of one tenant in place of '"
                        + tenant + "', because no token names that issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
                "https://sso.example.com/common",
                "https://sso.example.com/realms/common"
            })
    void mayHaveAnIssuerOfOneTenant(String issuer) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.put("sso.company.issuer", issuer);

        assertThat(configure(settings)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "client-id", "client-secret"})
    void areRefusedWithoutTheirClient(String missing) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.remove("sso.company." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.sso.company." + missing + " is required");
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return SsoInstallations.installations(
                        ProviderSettings.of(SsoConfig.class, settings), connections, Clock.systemUTC())
                .clients();
    }
}
