package dev.rollcall.provider.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Settings;
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
class AzureDevOpsInstallationsTest {

    private static final Map<String, String> COMPANY = Map.of(
            "azure-devops.company.tenant", "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
            "azure-devops.company.client-id", "id",
            "azure-devops.company.client-secret", "s3");

    @Inject
    Connections connections;

    @Test
    void areRecognisedByTheirProfilesAndNotByTheirTenant() {
        assertThat(configure(COMPANY))
                .extracting(ProviderClient::instance)
                .containsExactly("https://app.vssps.visualstudio.com");

        Map<String, String> settings = new HashMap<>(COMPANY);
        COMPANY.forEach((name, value) -> settings.put(name.replace("company", "other"), value));
        settings.put("azure-devops.other.tenant", "example.com");
        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".profile-url are the same");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        Map<String, Settings> installations = ProviderSettings.of(
                        AzureDevOpsConfig.class,
                        new EnvConfigSource(
                                Map.of(
                                        "ROLLCALL_PROVIDERS_AZURE_DEVOPS_COMPANY_TENANT", "organizations",
                                        "ROLLCALL_PROVIDERS_AZURE_DEVOPS_COMPANY_CLIENT_ID", "id",
                                        "ROLLCALL_PROVIDERS_AZURE_DEVOPS_COMPANY_CLIENT_SECRET", "s3"),
                                300))
                .azureDevops();

        assertThat(installations).containsOnlyKeys("company");
        assertThat(installations.get("company").tenant()).isEqualTo("organizations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?b", "..", "a b", "-"})
    void areRefusedWithATenantThatIsNone(String tenant) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.put("azure-devops.company.tenant", tenant);

        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.azure-devops.company.tenant must be a tenant's id or domain, or"
                        + " organizations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"login-url", "profile-url"})
    void areRefusedWithAnAddressThatIsNone(String setting) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.put("azure-devops.company." + setting, "https://example.com/");

        assertThatThrownBy(() -> configure(settings))
                .hasMessageStartingWith(
                        "rollcall.providers.azure-devops.company." + setting + " must begin with https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant", "client-id", "client-secret"})
    void areRefusedWithoutTheirApplication(String missing) {
        Map<String, String> settings = new HashMap<>(COMPANY);
        settings.remove("azure-devops.company." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.azure-devops.company." + missing + " is required");
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return AzureDevOpsInstallations.installations(
                        ProviderSettings.of(AzureDevOpsConfig.class, settings), connections)
                .clients();
    }
}
