package dev.rollcall.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.TestIssuer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which settings of issuers stop the start. {@code packaged.JwtSettingsIT} starts processes with some of them. */
@QuarkusTest
@QuarkusTestResource(IssuersResource.class)
class JwtIssuersTest {

    @Inject
    KeyServers servers;

    @Inject
    Refusals refusals;

    private final TestIssuer issuer = new TestIssuer("jwt-issuers");
    private final Map<String, String> settings = new HashMap<>();

    JwtIssuersTest() {
        settings.put("rollcall.jwt.enabled", "true");
        add("company");
    }

    private void add(String name) {
        settings.put("rollcall.jwt.issuers." + name + ".issuer", issuer.url());
        settings.put("rollcall.jwt.issuers." + name + ".jwks-url", issuer.url() + "/keys");
        settings.put("rollcall.jwt.issuers." + name + ".audience", TestIssuer.AUDIENCE);
    }

    @Test
    void acceptJwtsOnlyIfTheyAreOn() {
        String jwt = issuer.token("ada");
        assertThat(start().verify(jwt).subject()).isEqualTo("ada");

        settings.remove("rollcall.jwt.enabled");
        JwtIssuers off = start();
        assertThat(off.all()).isEmpty();
        assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> off.verify(jwt));
    }

    @Test
    void areNeeded() {
        settings.keySet().removeIf(name -> name.startsWith("rollcall.jwt.issuers."));

        refuse("rollcall.jwt.enabled needs an issuer: set rollcall.jwt.issuers.<name>.issuer, .jwks-url and .audience");
    }

    @Test
    void areDifferent() {
        add("partner");

        assertThatIllegalStateException()
                .isThrownBy(this::start)
                .withMessageStartingWith("rollcall.jwt.issuers.")
                .withMessageEndingWith(".issuer are the same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuers.company.jwks-url | file:/etc/passwd | rollcall.jwt.issuers.company.jwks-url must begin with https:// or http://, and name a host",
                "key-lifetime | 61s | rollcall.jwt.key-lifetime must be one minute at most",
                "issuers.company.issuer | https://login.microsoftonline.com/common/v2.0 | rollcall.jwt.issuers.company.issuer must contain the id of one tenant in place of 'common', because no token names that issuer"
            })
    void haveNoValuesThatCannotBe(String setting, String value, String sentence) {
        settings.put("rollcall.jwt." + setting, value);

        refuse(sentence);
    }

    @Test
    void canLiveForAMinute() {
        settings.put("rollcall.jwt.key-lifetime", "60s");

        assertThatCode(this::start).doesNotThrowAnyException();
    }

    private void refuse(String sentence) {
        assertThatIllegalStateException().isThrownBy(this::start).withMessage(sentence);
    }

    private JwtIssuers start() {
        JwtConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(JwtConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(JwtConfig.class);
        JwtIssuers issuers = new JwtIssuers(config, servers, refusals, new SimpleMeterRegistry());
        issuers.configure(new StartupEvent());
        return issuers;
    }
}
