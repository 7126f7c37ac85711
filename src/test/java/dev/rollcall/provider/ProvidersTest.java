package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.PublicAddress;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProvidersTest {

    private record Client(Installation installation) implements ProviderClient {

        @Override
        public Outcome<OAuthRegistration> oauth() {
            return new Outcome.NotFound<>();
        }

        @Override
        public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
            return new Outcome.NotFound<>();
        }
    }

    @Inject
    PublicAddress address;

    @Test
    void areRefusedIfTwoOfDifferentKindsHaveTheSameName() {
        Providers providers = providers("company", "company");

        assertThatThrownBy(() -> providers.configure(new StartupEvent()))
                .hasMessage(
                        "rollcall.providers: the installations at https://github.com and https://gitlab.com are both"
                                + " called 'company'; give one another name");
    }

    @Test
    void areFoundByTheirNames() {
        Providers providers = providers("github", "gitlab");

        providers.configure(new StartupEvent());

        assertThat(providers.named("gitlab").map(ProviderClient::provider)).contains(IdentityProvider.GITLAB);
        assertThat(providers.named("Gitlab")).isEmpty();
    }

    private Providers providers(String gitHub, String gitLab) {
        return new Providers(
                List.of(
                        installations(IdentityProvider.GITHUB, gitHub, "https://github.com"),
                        installations(IdentityProvider.GITLAB, gitLab, "https://gitlab.com")),
                address);
    }

    private static Installations<String> installations(IdentityProvider provider, String name, String url) {
        return new Installations<>(
                "test",
                "base-url",
                Map.of(name, url),
                (path, given, settings) -> new Client(new Installation(provider, given, given, settings)));
    }
}
