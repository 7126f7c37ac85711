package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.PublicAddress;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProvidersTest {

    /** As much of an installation as has to do with its name. */
    private record Named(String name, IdentityProvider provider, String instance) implements ProviderClient {

        @Override
        public String title() {
            return name;
        }

        @Override
        public Outcome<OAuthRegistration> oauth() {
            return new Outcome.NotFound<>();
        }

        @Override
        public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
            return new Outcome.NotFound<>();
        }

        @Override
        public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
            return new Outcome.NotFound<>();
        }

        @Override
        public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
            return new Outcome.NotFound<>();
        }
    }

    @Inject
    PublicAddress address;

    @Test
    void areRefusedIfTwoOfDifferentKindsHaveTheSameName() {
        Providers providers = providers("company", "company");

        assertThatThrownBy(() -> providers.refuseAmbiguousNames(new StartupEvent()))
                .hasMessage(
                        "rollcall.providers: the installations at https://github.com and https://gitlab.com are both"
                                + " called 'company'; give one another name");
    }

    @Test
    void areFoundByTheirNames() {
        Providers providers = providers("github", "gitlab");

        providers.refuseAmbiguousNames(new StartupEvent());

        assertThat(providers.named("gitlab").map(ProviderClient::provider)).contains(IdentityProvider.GITLAB);
        assertThat(providers.named("Gitlab")).isEmpty();
    }

    private Providers providers(String gitHub, String gitLab) {
        return new Providers(
                List.of(
                        () -> List.of(new Named(gitHub, IdentityProvider.GITHUB, "https://github.com")),
                        () -> List.of(new Named(gitLab, IdentityProvider.GITLAB, "https://gitlab.com"))),
                address);
    }
}
