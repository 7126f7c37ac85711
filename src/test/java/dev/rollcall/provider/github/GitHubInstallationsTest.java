package dev.rollcall.provider.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connections;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Providers;
import dev.rollcall.provider.ProvidersConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class GitHubInstallationsTest {

    @Inject
    Providers providers;

    @Inject
    Connections connections;

    @Test
    void areNoneUnlessConfigured() {
        assertThat(configure(Map.of())).isEmpty();
        assertThat(providers.client(IdentityProvider.GITHUB, "https://github.com"))
                .isEmpty();
    }

    @Test
    void areGitHubComUnlessSaidOtherwise() {
        Map<String, String> settings = app("com");

        assertThat(configure(settings)).singleElement().satisfies(gitHub -> {
            assertThat(gitHub.name()).isEqualTo("com");
            assertThat(gitHub.provider()).isEqualTo(IdentityProvider.GITHUB);
            assertThat(gitHub.instance()).isEqualTo("https://github.com");
        });
        GitHubConfig.Settings config =
                ProviderSettings.of(GitHubConfig.class, settings).github().get("com");
        assertThat(config.apiUrl()).isEqualTo("https://api.github.com");
        assertThat(config.scopes()).containsExactly("user:email", "read:org");
        assertThat(config.trustEmail()).isFalse();
    }

    @Test
    void canBeSeveral() {
        Map<String, String> settings = app("com");
        settings.putAll(app("company"));
        settings.put("github.company.base-url", "https://git.example.com");
        settings.put("github.company.api-url", "https://git.example.com/api/v3");

        assertThat(configure(settings))
                .extracting(ProviderClient::instance)
                .containsExactlyInAnyOrder("https://github.com", "https://git.example.com");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        EnvConfigSource environment = new EnvConfigSource(
                Map.of(
                        "ROLLCALL_PROVIDERS_ANSWER_TIMEOUT", "5s",
                        "ROLLCALL_PROVIDERS_GITHUB_COMPANY_BASE_URL", "https://git.example.com",
                        "ROLLCALL_PROVIDERS_GITHUB_COMPANY_API_URL", "https://git.example.com/api/v3",
                        "ROLLCALL_PROVIDERS_GITHUB_COMPANY_CLIENT_ID", "id",
                        "ROLLCALL_PROVIDERS_GITHUB_COMPANY_CLIENT_SECRET", "s3"),
                300);
        GitHubConfig config = ProviderSettings.of(GitHubConfig.class, environment);

        assertThat(ProviderSettings.of(ProvidersConfig.class, environment).answerTimeout())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(config.github()).containsOnlyKeys("company");
        assertThat(config.github().get("company").baseUrl()).isEqualTo("https://git.example.com");
    }

    @Test
    void areRefusedIfTheyAreTheSame() {
        Map<String, String> settings = app("one");
        settings.putAll(app("two"));

        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".base-url are the same");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://git.example.com",
                "git.example.com",
                "https://",
                "https://git.example.com/",
                "https://git.example.com/?a=b",
                "https://user@git.example.com",
                "https://git_hub:x",
                "https://git.example.com/a b"
            })
    void areRefusedWithAnAddressThatIsNone(String url) {
        for (String setting : List.of("base-url", "api-url")) {
            Map<String, String> settings = app("company");
            settings.put("github.company.base-url", "https://git.example.com");
            settings.put("github.company.api-url", "https://git.example.com/api/v3");
            settings.put("github.company." + setting, url);

            assertThatThrownBy(() -> configure(settings))
                    .hasMessage("rollcall.providers.github.company." + setting
                            + " must begin with https:// or http://, name a host, and not end with a slash");
        }
    }

    @ParameterizedTest
    @CsvSource({"base-url, https://git.example.com", "api-url, https://git.example.com/api/v3"})
    void areRefusedWithHalfOfTheirAddress(String setting, String url) {
        Map<String, String> settings = app("company");
        settings.put("github.company." + setting, url);

        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.github.company.base-url and .api-url must be set both,"
                        + " or none of them for github.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-id", "client-secret"})
    void areRefusedWithoutTheirApp(String missing) {
        Map<String, String> settings = app("company");
        settings.remove("github.company." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.github.company." + missing + " is required");
    }

    @Test
    void areRefusedWithASettingThatNobodyKnows() {
        Map<String, String> settings = app("company");
        settings.put("github.company.colour", "blue");

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.github.company.colour");
    }

    private static Map<String, String> app(String name) {
        return new HashMap<>(Map.of("github." + name + ".client-id", "id", "github." + name + ".client-secret", "s3"));
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return GitHubInstallations.installations(ProviderSettings.of(GitHubConfig.class, settings), connections)
                .clients();
    }
}
