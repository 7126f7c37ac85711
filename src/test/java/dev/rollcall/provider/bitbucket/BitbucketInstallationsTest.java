package dev.rollcall.provider.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.IdentityProvider;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BitbucketInstallationsTest {

    @Inject
    Connections connections;

    @Test
    void areBitbucketOrgUnlessSaidOtherwise() {
        assertThat(configure(consumer("com"))).singleElement().satisfies(bitbucket -> {
            assertThat(bitbucket.name()).isEqualTo("com");
            assertThat(bitbucket.title()).isEqualTo("Bitbucket");
            assertThat(bitbucket.provider()).isEqualTo(IdentityProvider.BITBUCKET);
            assertThat(bitbucket.instance()).isEqualTo("https://bitbucket.org");
        });
        BitbucketConfig.Settings config = ProviderSettings.of(BitbucketConfig.class, consumer("com"))
                .bitbucket()
                .get("com");
        assertThat(config.apiUrl()).isEqualTo("https://api.bitbucket.org/2.0");
        assertThat(config.scopes()).containsExactly("account", "email");
        assertThat(config.trustEmail()).isFalse();
    }

    @Test
    void canBeSeveral() {
        Map<String, String> settings = consumer("com");
        settings.putAll(consumer("company"));
        settings.put("bitbucket.company.base-url", "https://git.example.com");
        settings.put("bitbucket.company.api-url", "https://git.example.com/2.0");

        assertThat(configure(settings))
                .extracting(ProviderClient::instance)
                .containsExactlyInAnyOrder("https://bitbucket.org", "https://git.example.com");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        BitbucketConfig config = ProviderSettings.of(
                BitbucketConfig.class,
                new EnvConfigSource(
                        Map.of(
                                "ROLLCALL_PROVIDERS_BITBUCKET_COMPANY_BASE_URL", "https://git.example.com",
                                "ROLLCALL_PROVIDERS_BITBUCKET_COMPANY_API_URL", "https://git.example.com/2.0",
                                "ROLLCALL_PROVIDERS_BITBUCKET_COMPANY_CLIENT_ID", "id",
                                "ROLLCALL_PROVIDERS_BITBUCKET_COMPANY_CLIENT_SECRET", "s3"),
                        300));

        assertThat(config.bitbucket()).containsOnlyKeys("company");
        assertThat(config.bitbucket().get("company").baseUrl()).isEqualTo("https://git.example.com");
    }

    @Test
    void areRefusedIfTheyAreTheSame() {
        Map<String, String> settings = consumer("one");
        settings.putAll(consumer("two"));

        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".base-url are the same");
    }

    @Test
    void areRefusedWithAnAddressThatIsNone() {
        for (String setting : List.of("base-url", "api-url")) {
            Map<String, String> settings = consumer("company");
            settings.put("bitbucket.company.base-url", "https://git.example.com");
            settings.put("bitbucket.company.api-url", "https://git.example.com/2.0");
            settings.put("bitbucket.company." + setting, "https://git.example.com/");

            assertThatThrownBy(() -> configure(settings))
                    .hasMessageStartingWith("rollcall.providers.bitbucket.company." + setting + " must begin with");
        }
    }

    @ParameterizedTest
    @CsvSource({"base-url, https://git.example.com", "api-url, https://git.example.com/2.0"})
    void areRefusedWithHalfOfTheirAddress(String setting, String url) {
        Map<String, String> settings = consumer("company");
        settings.put("bitbucket.company." + setting, url);

        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.bitbucket.company.base-url and .api-url must be set both,"
                        + " or none of them for bitbucket.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-id", "client-secret"})
    void areRefusedWithoutTheirConsumer(String missing) {
        Map<String, String> settings = consumer("company");
        settings.remove("bitbucket.company." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.bitbucket.company." + missing + " is required");
    }

    @Test
    void areRefusedWithASettingThatNobodyKnows() {
        Map<String, String> settings = consumer("company");
        settings.put("bitbucket.company.colour", "blue");

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.bitbucket.company.colour");
    }

    private static Map<String, String> consumer(String name) {
        return new HashMap<>(
                Map.of("bitbucket." + name + ".client-id", "id", "bitbucket." + name + ".client-secret", "s3"));
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return BitbucketInstallations.installations(ProviderSettings.of(BitbucketConfig.class, settings), connections)
                .clients();
    }
}
