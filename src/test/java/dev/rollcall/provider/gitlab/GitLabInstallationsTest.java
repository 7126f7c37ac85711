package dev.rollcall.provider.gitlab;

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
class GitLabInstallationsTest {

    @Inject
    Connections connections;

    @Test
    void areGitLabComUnlessSaidOtherwise() {
        assertThat(configure(application("com"))).singleElement().satisfies(gitLab -> {
            assertThat(gitLab.name()).isEqualTo("com");
            assertThat(gitLab.title()).isEqualTo("GitLab");
            assertThat(gitLab.provider()).isEqualTo(IdentityProvider.GITLAB);
            assertThat(gitLab.instance()).isEqualTo("https://gitlab.com");
        });
        GitLabConfig.Settings config = ProviderSettings.of(GitLabConfig.class, application("com"))
                .gitlab()
                .get("com");
        assertThat(config.apiUrl()).isEqualTo("https://gitlab.com/api/v4");
        assertThat(config.scopes()).containsExactly("read_api");
        assertThat(config.trustEmail()).isFalse();
    }

    @Test
    void canBeSeveral() {
        Map<String, String> settings = application("com");
        settings.putAll(application("company"));
        settings.put("gitlab.company.base-url", "https://git.example.com");
        settings.put("gitlab.company.api-url", "https://git.example.com/api/v4");

        assertThat(configure(settings))
                .extracting(ProviderClient::instance)
                .containsExactlyInAnyOrder("https://gitlab.com", "https://git.example.com");
    }

    @Test
    void areConfiguredByEnvironmentVariablesAsWell() {
        GitLabConfig config = ProviderSettings.of(
                GitLabConfig.class,
                new EnvConfigSource(
                        Map.of(
                                "ROLLCALL_PROVIDERS_GITLAB_COMPANY_BASE_URL", "https://git.example.com",
                                "ROLLCALL_PROVIDERS_GITLAB_COMPANY_API_URL", "https://git.example.com/api/v4",
                                "ROLLCALL_PROVIDERS_GITLAB_COMPANY_CLIENT_ID", "id",
                                "ROLLCALL_PROVIDERS_GITLAB_COMPANY_CLIENT_SECRET", "s3"),
                        300));

        assertThat(config.gitlab()).containsOnlyKeys("company");
        assertThat(config.gitlab().get("company").baseUrl()).isEqualTo("https://git.example.com");
    }

    @Test
    void areRefusedIfTheyAreTheSame() {
        Map<String, String> settings = application("one");
        settings.putAll(application("two"));

        assertThatThrownBy(() -> configure(settings)).hasMessageEndingWith(".base-url are the same");
    }

    @Test
    void areRefusedWithAnAddressThatIsNone() {
        for (String setting : List.of("base-url", "api-url")) {
            Map<String, String> settings = application("company");
            settings.put("gitlab.company.base-url", "https://git.example.com");
            settings.put("gitlab.company.api-url", "https://git.example.com/api/v4");
            settings.put("gitlab.company." + setting, "https://git.example.com/");

            assertThatThrownBy(() -> configure(settings))
                    .hasMessageStartingWith("rollcall.providers.gitlab.company." + setting + " must begin with");
        }
    }

    @ParameterizedTest
    @CsvSource({"base-url, https://git.example.com", "api-url, https://git.example.com/api/v4"})
    void areRefusedWithHalfOfTheirAddress(String setting, String url) {
        Map<String, String> settings = application("company");
        settings.put("gitlab.company." + setting, url);

        assertThatThrownBy(() -> configure(settings))
                .hasMessage("rollcall.providers.gitlab.company.base-url and .api-url must be set both,"
                        + " or none of them for gitlab.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-id", "client-secret"})
    void areRefusedWithoutTheirApplication(String missing) {
        Map<String, String> settings = application("company");
        settings.remove("gitlab.company." + missing);

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.gitlab.company." + missing + " is required");
    }

    @Test
    void areRefusedWithASettingThatNobodyKnows() {
        Map<String, String> settings = application("company");
        settings.put("gitlab.company.colour", "blue");

        assertThatThrownBy(() -> configure(settings))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("rollcall.providers.gitlab.company.colour");
    }

    private static Map<String, String> application(String name) {
        return new HashMap<>(Map.of("gitlab." + name + ".client-id", "id", "gitlab." + name + ".client-secret", "s3"));
    }

    private List<ProviderClient> configure(Map<String, String> settings) {
        return GitLabInstallations.installations(ProviderSettings.of(GitLabConfig.class, settings), connections)
                .clients();
    }
}
