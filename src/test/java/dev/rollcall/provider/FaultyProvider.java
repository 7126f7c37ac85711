package dev.rollcall.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers as a provider does, and as nobody should; with what all clients must make of the latter. */
public abstract class FaultyProvider {

    protected static final String TOKEN = "EwB4A8l6BAAURSN_FHlDW5xN74t6GzbtsBBeBUYAAQ";
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    protected static WireMockServer server;
    protected static WireMockServer elsewhere;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Handler logged = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(record.getMessage()
                    + List.of(Optional.ofNullable(record.getParameters()).orElse(new Object[0]))
                    + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Inject
    protected ObjectMapper json;

    @Inject
    protected Vertx vertx;

    /** The client, with settings besides those that point it at the server. */
    protected abstract ProviderClient client(Map<String, String> settings);

    /** Where it asks for a person. */
    protected abstract String path();

    /** What is there. */
    protected abstract String person();

    @BeforeAll
    static void start() {
        server = new WireMockServer(options().dynamicPort());
        elsewhere = new WireMockServer(options().dynamicPort());
        server.start();
        elsewhere.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
        elsewhere.stop();
    }

    @BeforeEach
    void listen() {
        server.resetAll();
        elsewhere.resetAll();
        Logger.getLogger("").addHandler(logged);
    }

    @AfterEach
    void neverSaysTheToken() {
        Logger.getLogger("").removeHandler(logged);
        assertThat(log).noneMatch(line -> line.contains(TOKEN));
        assertThat(elsewhere.getAllServeEvents()).isEmpty();
    }

    // -------------------------------------------------------------------------------------------------------- faults

    @Test
    void knowsRevokedTokens() {
        serve(path(), problem(401, "invalid_token"));

        assertThat(profile()).isEqualTo(new Revoked<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines", "täken", "a b"})
    void sendsNothingThatIsNoToken(String token) {
        serve(path(), ok(person()));

        assertThat(client(Map.of()).profile(token, Optional.empty())).isEqualTo(new Revoked<>());
    }

    @Test
    void waitsAsLongAsItIsTold() {
        serve(
                path(),
                aResponse().withStatus(429).withHeader("Retry-After", "17").withBody("Retry later"));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(17)));

        serve(path(), problem(403, "slow down").withHeader("Retry-After", "17"));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(17)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999999999999999999", "soon", "Sun, 01 Mar 2026 12:00:30 GMT", "1.5"})
    void waitsAMinuteIfItIsToldNonsense(String told) {
        serve(path(), problem(429, "slow down").withHeader("Retry-After", told));

        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(60)));
    }

    @Test
    void waitsAMinuteIfItIsNotTold() {
        serve(path(), aResponse().withStatus(429));

        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 206, 300, 304, 400, 402, 403, 407, 410, 418, 422, 451, 500, 502, 503, 504, 599})
    void learnsNothingFromOtherStatuses(int status) {
        serve(path(), problem(status, "Unicorn! " + "x".repeat(1000) + TOKEN));

        assertThat(profile())
                .isInstanceOfSatisfying(
                        Transient.class, problem -> assertThat(problem.reason()).hasSizeLessThan(130));
    }

    @Test
    void repeatsNoTokenThatAServerRepeats() {
        serve(path(), problem(500, "x".repeat(70) + " " + TOKEN));

        assertThat(profile().toString()).contains("xxx").doesNotContain(TOKEN.substring(0, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        serve(path(), aResponse().withStatus(status).withHeader("Location", elsewhere.baseUrl() + path()));

        assertThat(profile()).isEqualTo(new Transient<>("status " + status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"ada\"",
                "{}",
                "<!DOCTYPE html><html><body>Sign in</body></html>",
                "{\"error\":\"invalid_request\",\"error_description\":\"Something is wrong\"}",
                "{\"sub\":\"\",\"id\":\"\"}",
                "{\"sub\":null,\"id\":null}",
                "{\"sub\":1,\"id\":1}",
                "{\"sub\":{},\"id\":{}}",
                "{\"sub\":\" 1\",\"id\":\" 1\"}",
                "{\"sub\":\"a\\u0000b\",\"id\":\"a\\u0000b\"}"
            })
    void learnsNothingFromABodyThatIsNoPerson(String body) {
        serve(path(), ok(body));

        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @Test
    void learnsNothingFromHalfAPerson() {
        serve(path(), ok(person().substring(0, person().length() - 1)));
        assertThat(profile()).isInstanceOf(Transient.class);

        serve(path(), ok(person() + " trailing"));
        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void learnsNothingFromABrokenConnection(Fault fault) {
        serve(path(), aResponse().withFault(fault));

        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @Test
    void learnsNothingFromAnAnswerThatIsCutOff() {
        serve(path(), ok(person()).withHeader("Content-Length", "100000"));

        assertThat(profile(Map.of("answer-timeout", "300ms"))).isInstanceOf(Transient.class);
    }

    @Test
    void doesNotWaitForASlowServer() {
        for (ResponseDefinitionBuilder slow :
                List.of(ok(person()).withFixedDelay(5000), ok(person()).withChunkedDribbleDelay(50, 5000))) {
            serve(path(), slow);
            long begin = System.nanoTime();

            assertThat(profile(Map.of("answer-timeout", "300ms"))).isInstanceOf(Transient.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 500})
    void doesNotReadAnAnswerThatIsTooLong(int status) {
        serve(path(), ok("{\"name\":\"" + "x".repeat(1024 * 1024) + "\"}").withStatus(status));

        assertThat(profile()).isEqualTo(new Transient<>("an answer that is too long"));
    }

    @Test
    void cutsWhatCannotBeStored() {
        serve(path(), ok(person().replace("Ada Lovelace", "a\\u0000\\ud83db" + "x".repeat(300))));

        assertThat(value(profile()).name().orElseThrow()).startsWith("abx").hasSize(255);
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    protected Outcome<ProviderProfile> profile() {
        return profile(Map.of());
    }

    /** Asks for the person, and looks for the token in what comes of it. */
    protected Outcome<ProviderProfile> profile(Map<String, String> settings) {
        Outcome<ProviderProfile> outcome = client(settings).profile(TOKEN, Optional.empty());
        assertThat(outcome.toString()).doesNotContain(TOKEN);
        return outcome;
    }

    protected Connection connection(String url, SmallRyeConfig config) {
        return connection(url, config, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    protected Connection connection(String url, SmallRyeConfig config, Clock clock) {
        return new Connection(
                URI.create(url), config.getConfigMapping(ProvidersConfig.class), json, clock, vertx, "1.2.3");
    }

    /** Settings as an operator writes them, without their prefix. */
    public static SmallRyeConfig configured(Class<?> type, Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((name, value) -> properties.put("rollcall.providers." + name, value));
        return configured(type, new PropertiesConfigSource(properties, "test", 100));
    }

    public static SmallRyeConfig configured(Class<?> type, ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(type)
                .withMapping(ProvidersConfig.class)
                .withSources(source)
                .build();
    }

    protected static ResponseDefinitionBuilder ok(String body) {
        return aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body);
    }

    /** A problem in the ways of all providers at once. */
    protected static ResponseDefinitionBuilder problem(int status, String message) {
        return ok("{\"error\":\"" + message + "\",\"error_description\":\"" + message + "\",\"message\":\"" + message
                        + "\"}")
                .withStatus(status);
    }

    protected static void serve(String path, ResponseDefinitionBuilder answer) {
        server.stubFor(get(path.contains("?") ? urlEqualTo(path) : urlPathEqualTo(path))
                .willReturn(answer));
    }

    protected static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }
}
