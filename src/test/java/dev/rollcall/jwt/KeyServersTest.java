package dev.rollcall.jwt;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.http.ApiException;
import dev.rollcall.provider.Connections;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server can send in place of the keys of an issuer. */
@QuarkusTest
class KeyServersTest {

    private final WireMockServer server = new WireMockServer(options().dynamicPort());
    private final PublicJsonWebKey key = TestIssuer.newKey();
    private final AtomicInteger failures = new AtomicInteger();

    @Inject
    KeyServers servers;

    @Inject
    Connections connections;

    @Inject
    JwtConfig config;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void areNotFollowedToAnotherUrl(int status) {
        server.stubFor(get("/elsewhere").willReturn(okJson(set(published(key)))));

        serve(aResponse().withStatus(status).withHeader("Location", server.baseUrl() + "/elsewhere"));

        assertUnavailable();
        assertThat(server.getAllServeEvents())
                .extracting(event -> event.getRequest().getUrl())
                .containsExactly("/keys");
    }

    @Test
    void canBeAnyUrlOfAHost() throws Exception {
        for (String path : List.of("/", "", "/keys/", "/keys?p=policy%20one&x=")) {
            server.stubFor(get(path.startsWith("/") ? path : "/" + path).willReturn(okJson(set(published(key)))));
            assertThat(find(servers.keys("setting", server.baseUrl() + path, () -> {}), token(key)))
                    .as(path)
                    .isEqualTo(key.getPublicKey());
        }
        for (String url : List.of("ftp://example.com/", "https://", "https://user@example.com/", "https://a b/", "x")) {
            assertThatIllegalStateException()
                    .as(url)
                    .isThrownBy(() -> servers.keys("some.setting", url, () -> {}))
                    .withMessage("some.setting must begin with https:// or http://, and name a host");
        }
    }

    @Test
    void mayPublishEntriesThatAreNoKeys() throws Exception {
        serve(okJson(set(
                "42",
                "null",
                "\"key\"",
                "[]",
                "{}",
                "{\"kty\":\"unknown\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":7}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}",
                "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":{}}",
                published(key))));

        assertThat(find(keys(), token(key))).isEqualTo(key.getPublicKey());
        assertThat(failures).hasValue(0);
    }

    @Test
    void mayPublishOneKeyWithoutAnId() throws Exception {
        JsonWebSignature token = token(key);
        key.setKeyId(null);
        serve(okJson(set("42", published(key))));

        assertThat(find(keys(), token)).isEqualTo(key.getPublicKey());
        for (PublicJsonWebKey other : List.of(TestIssuer.newKey(), TestIssuer.rsaKey(1))) {
            JsonWebSignature stranger = token(other);
            assertThatExceptionOfType(UnresolvableKeyException.class).isThrownBy(() -> find(keys(), stranger));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":\"x\"}", "<html>"})
    void areUnavailableWithoutAKeySet(String body) {
        serve(okJson(body));

        assertUnavailable();
        assertThat(failures).hasValue(1);
    }

    @Test
    void areUnavailableIfTheResponseIsTooLong() {
        serve(okJson(set(published(key)) + " ".repeat(1024 * 1024)));

        assertUnavailable();
    }

    /** Two of eight requests at the same time may wait, whichever issuer they are about. The others are answered at once. */
    @Test
    void keepAQuarterOfTheRequestsWaiting() throws Exception {
        serve(okJson(set(published(key))).withFixedDelay(3_000));
        KeyServers few = new KeyServers(connections, config, Clock.systemUTC(), 8);
        List<IssuerKeys> issuers = Stream.generate(() -> few.keys("setting", server.baseUrl() + "/keys", () -> {}))
                .limit(2)
                .toList();
        JsonWebSignature token = token(key);
        ExecutorService requests = Executors.newFixedThreadPool(8);
        try {
            List<Future<Duration>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                IssuerKeys issuer = issuers.get(i % 2);
                answers.add(requests.submit(() -> {
                    long begin = System.nanoTime();
                    assertThatExceptionOfType(ApiException.class).isThrownBy(() -> find(issuer, token));
                    return Duration.ofNanos(System.nanoTime() - begin);
                }));
            }
            List<Duration> times = new ArrayList<>();
            for (Future<Duration> answer : answers) {
                times.add(answer.get(20, TimeUnit.SECONDS));
            }

            assertThat(times)
                    .filteredOn(time -> time.compareTo(Duration.ofMillis(1500)) > 0)
                    .hasSizeBetween(1, 2);
        } finally {
            requests.shutdownNow();
        }
    }

    private void serve(ResponseDefinitionBuilder response) {
        server.stubFor(get("/keys").willReturn(response));
    }

    private IssuerKeys keys() {
        return servers.keys("setting", server.baseUrl() + "/keys", failures::incrementAndGet);
    }

    private void assertUnavailable() {
        IssuerKeys keys = keys();
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> find(keys, token(key)));
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static String published(PublicJsonWebKey key) {
        return key.toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static JsonWebSignature token(PublicJsonWebKey key) {
        String token = new TestIssuer("key-servers").sign(Map.of("sub", "ada"), key);
        try {
            return (JsonWebSignature) JsonWebStructure.fromCompactSerialization(token);
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Key find(IssuerKeys keys, JsonWebSignature token) throws UnresolvableKeyException {
        return keys.resolveKey(token, List.of());
    }
}
