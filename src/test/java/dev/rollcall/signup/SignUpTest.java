package dev.rollcall.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignUpTest {

    @Test
    void welcomesAnOrganizationInAnyCaseAndNoneThatLooksLikeIt() {
        SignUp signUp = signUp("example.com");

        assertThat(signUp.welcomes("com", "KISS")).isTrue();
        assertThat(signUp.welcomes("com", "k\u0131ss")).isFalse();
        assertThat(signUp.welcomes("com", "\u212aiss")).isFalse();
        assertThat(signUp.welcomes("com", "ki\u017fs")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BÜCHER.example", "\u212aiss.example", "@example.com", "*.example.com", "example.com."})
    void refusesADomainThatNobodyCanHave(String domain) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> signUp(domain))
                .withMessageStartingWith("rollcall.sign-up.email-domains: '" + domain + "' is not a domain name");
    }

    private static SignUp signUp(String domain) {
        return new SignUp(
                new SignUpConfig() {
                    @Override
                    public boolean open() {
                        return false;
                    }

                    @Override
                    public Optional<Set<String>> emailDomains() {
                        return Optional.of(Set.of(domain));
                    }

                    @Override
                    public Optional<Set<String>> organizations() {
                        return Optional.of(Set.of("com/kiss"));
                    }
                },
                null,
                null,
                null);
    }
}
