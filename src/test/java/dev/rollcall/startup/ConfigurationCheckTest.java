package dev.rollcall.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.testing.TestSettings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationCheckTest {

    // The public address

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://x.example/",
                "x.example",
                "//x.example",
                "x.example:8080",
                "https://x.example?a=b",
                "https://x.example?",
                "https://x.example#",
                "https://x.example/rollcall",
                "https://ada@x.example",
                "https://",
                "https:///path",
                "HTTPS://x.example",
                "ftp://x.example",
                "https:x.example"
            })
    void refusesAnAddressWithWhichLinksCannotBegin(String url) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationCheck.checkAddress(uri(url), true))
                .withMessageStartingWith("rollcall.public-url must be the scheme and the host");
    }

    private static URI uri(String url) {
        return url.equals("https://") ? URI.create("https:/") : URI.create(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://x.example",
                "https://X.example:8443",
                "http://localhost:8080",
                "http://rollcall.localhost",
                "http://127.0.0.1:8080",
                "http://127.9.9.9",
                "http://[::1]:8080"
            })
    void takesHttpsAndLoopback(String url) {
        assertThatCode(() -> ConfigurationCheck.checkAddress(URI.create(url), false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x.example",
                "http://10.0.0.1:8080",
                "http://[::2]",
                "http://127.0.0.1.example",
                "http://localhost.example",
                "http://notlocalhost"
            })
    void takesHttpForOtherHostsOnlyIfTheOperatorSaysSo(String url) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationCheck.checkAddress(URI.create(url), false))
                .withMessageStartingWith("rollcall.public-url must begin with https://");
        assertThatCode(() -> ConfigurationCheck.checkAddress(URI.create(url), true))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"https://x.example/rollcall, false", "https://x.example/, true", "http://x.example, false"})
    void refusesToStartWithSuchAnAddress(URI url, boolean insecure) {
        ConfigurationCheck check =
                new ConfigurationCheck(address(url, insecure), builder().build());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> check.check(new StartupEvent()))
                .withMessageStartingWith("rollcall.public-url must be");
    }

    @Test
    void startsWithoutTlsIfTheOperatorSaysSo() {
        ConfigurationCheck check = new ConfigurationCheck(
                address(URI.create("http://x.example"), true), builder().build());

        assertThatCode(() -> check.check(new StartupEvent())).doesNotThrowAnyException();
    }

    private static PublicAddress address(URI url, boolean insecure) {
        return new PublicAddress() {
            @Override
            public URI url() {
                return url;
            }

            @Override
            public boolean insecurePublicUrl() {
                return insecure;
            }
        };
    }

    // Secrets

    @Test
    void findsEverySecretThatIsPublishedForDevelopment() throws IOException {
        List<String> keys = Pattern.compile("(?m)^%dev\\.rollcall\\.(?:encryption\\.keys|invites\\.key)=(.*)$")
                .matcher(Files.readString(Path.of("src/main/resources/application.properties")))
                .results()
                .map((MatchResult line) -> line.group(1))
                .toList();
        assertThat(keys)
                .hasSize(2)
                .allMatch(key -> WeakSecrets.isWeakKey(Base64.getDecoder().decode(key)));
        assertThat(Pattern.compile("pul-[0-9a-f]{40}")
                        .matcher(Files.readString(Path.of("src/main/java/dev/rollcall/development/SampleData.java")))
                        .results()
                        .map(MatchResult::group))
                .hasSize(3)
                .allMatch(WeakSecrets::isWeakToken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pul-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "pul-0000000000000000000000000000000000000001",
                "pul-abcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
                "pul-1234567812345678123456781234567812345678",
                "pul-deadbeefdeadbeefdeadbeefdeadbeefdeadbeef"
            })
    void findsATokenThatIsEasyToGuess(String token) {
        assertThat(WeakSecrets.isWeakToken(token)).isTrue();
    }

    @Test
    void findsAKeyOfFewBytesAndTakesRandomOnes() {
        assertThat(WeakSecrets.isWeakKey(new byte[32])).isTrue();
        assertThat(WeakSecrets.isWeakKey("x".repeat(64).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(WeakSecrets.isWeakKey("passwordpasswordpasswordpassword".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        Random random = new Random(4711);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            assertThat(WeakSecrets.isWeakKey(key)).isFalse();
        }
        assertThat(WeakSecrets.isWeakToken("pul-0123456789abcdef0123456789abcdef01234567"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rollcall.bootstrap.token | pul-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | rollcall.bootstrap.token is published or easy to guess. Use a random one, for example from: pul-$(openssl rand -hex 20)",
                "rollcall.invites.key | AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | rollcall.invites.key is published or easy to guess. Use a random one, for example from: openssl rand -base64 32",
                "rollcall.encryption.keys | ZGV2ZWxvcG1lbnQgb25seSwga25vd24gdG8gYWxsLi4= | The first key of rollcall.encryption.keys is published or easy to guess. Use a random one, for example from: openssl rand -base64 32"
            })
    void refusesSuchSecretsWithoutShowingThem(String setting, String secret, String sentence) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationCheck.checkSecrets(builder()
                        .withSources(new PropertiesConfigSource(Map.of(setting, secret), "file", 100))
                        .build()))
                .withMessage(sentence);
    }

    @Test
    void keepsAWeakOlderKeyThatOnlyDecrypts() {
        String keys = TestSettings.ENCRYPTION_KEY + ",AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

        assertThatCode(() -> ConfigurationCheck.checkSecrets(builder()
                        .withSources(new PropertiesConfigSource(Map.of("rollcall.encryption.keys", keys), "file", 100))
                        .build()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a$$b", "a${x}b", "${x}", "$", "$${x}", "a${x:default}b", "a\\b${"})
    void readsASecretFromTheEnvironmentAsItIs(String secret) {
        assertThat(environment(secret)).contains(secret);
        assertThat(environment(secret + "\n")).contains(secret);
        assertThat(environment(secret + "\r\n")).contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", " \r\n\t"})
    void takesABlankSecretForNone(String secret) {
        assertThat(environment(secret)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollcall.invites.key",
                "rollcall.bootstrap.token",
                "rollcall.encryption.keys",
                "rollcall.encryption.keys[0]",
                "rollcall.providers.sso.company.client-secret",
                "quarkus.datasource.password",
                "quarkus.flyway.password",
                "quarkus.mailer.password",
                "quarkus.rest-client.proxy-password"
            })
    void readsEverySecretAsItIsAndNamesItInTheDocument(String property) throws IOException {
        SmallRyeConfig config = builder()
                .withSources(new EnvConfigSource(
                        Map.of(property.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT), "a$$b${c}d\n"), 300))
                .build();

        assertThat(config.getOptionalValue(property, String.class)).contains("a$$b${c}d");
        String document = Files.readString(Path.of("docs/configuration.md"));
        assertThat(document.substring(document.indexOf("Secrets are:"), document.indexOf("## General settings")))
                .contains("`" + property.replaceAll(".*\\.(?=client-secret)|\\[0]", "") + "`");
    }

    private static Optional<String> environment(String secret) {
        SmallRyeConfig config = builder()
                .withSources(new EnvConfigSource(
                        Map.of("ROLLCALL_PROVIDERS_GITHUB_COM_CLIENT_SECRET", secret, "X", "expanded"), 300))
                .build();
        return config.getOptionalValue("rollcall.providers.github.com.client-secret", String.class);
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new ConfiguredSecrets(), new DatabaseUrl());
    }

    @Test
    void expandsASecretInAFileAndEveryOtherSetting() {
        SmallRyeConfig config = builder()
                .withSources(new PropertiesConfigSource(
                        Map.of("rollcall.invites.key", "${y}", "y", "from y\n"), "file", 100))
                .withSources(new EnvConfigSource(Map.of("ROLLCALL_CLI_LATEST", "${y}"), 300))
                .build();

        assertThat(config.getValue("rollcall.invites.key", String.class)).isEqualTo("from y");
        assertThat(config.getValue("rollcall.cli.latest", String.class)).isEqualTo("from y\n");
    }

    // The database's URL

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:hunter2@db/rollcall",
                "postgresql://db/rollcall",
                "jdbc:postgresql://ada:hunter2@db/rollcall",
                "jdbc:postgresql://ada@db:5432/rollcall",
                "jdbc:mysql://db/rollcall?password=hunter2",
                "db/rollcall",
                " jdbc:postgresql://db/rollcall",
                "jdbc:postgresql://db/rollcall\n"
            })
    void refusesADatabaseUrlAndDoesNotRepeatIt(String url) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> DatabaseUrl.check("QUARKUS_FLYWAY", url))
                .withMessageStartingWith("QUARKUS_FLYWAY_JDBC_URL must be a URL like")
                .withMessageContaining("QUARKUS_FLYWAY_PASSWORD")
                .withMessageNotContainingAny(url, "hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/rollcall",
                "jdbc:postgresql://db.example.com:5432/rollcall?sslmode=verify-full&options=-c%20a=b@c",
                "jdbc:postgresql://a:5432,b:5432/rollcall?targetServerType=primary",
                "jdbc:postgresql://[::1]:5432/rollcall",
                "jdbc:postgresql:rollcall"
            })
    void takesWhatTheDriverTakes(String url) {
        assertThatCode(() -> DatabaseUrl.check("QUARKUS_DATASOURCE", url)).doesNotThrowAnyException();
    }

    // Unknown variables

    @Test
    void namesVariablesThatSetNothing() {
        List<String> settings =
                List.of("rollcall.public-url", "rollcall.encryption.keys", "rollcall.providers.github.*.client-id");

        assertThat(UnknownVariables.unknown(
                        Set.of(
                                "ROLLCALL_PUBLIC_URL",
                                "ROLLCALL_ENCRYPTION_KEYS",
                                "ROLLCALL_ENCRYPTION_KEYS_0_",
                                "ROLLCALL_PROVIDERS_GITHUB_MY_COMPANY_CLIENT_ID",
                                "ROLLCALL_PROVIDERS_GITHUB_GH_CLIENTID",
                                "ROLLCALL_PUBLICURL",
                                "ROLLCALL_SERVICE_PORT_HTTP",
                                "ROLLCALL_PORT",
                                "ROLLCALL_MANAGEMENT_PORT_9000_TCP_PORT",
                                "OTHER_ROLLCALL_X",
                                "PATH"),
                        settings))
                .containsExactly("ROLLCALL_PROVIDERS_GITHUB_GH_CLIENTID", "ROLLCALL_PUBLICURL");
    }
}
