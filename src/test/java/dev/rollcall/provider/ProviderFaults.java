package dev.rollcall.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold of every provider, whose test extends this: its server may answer as nobody should, and nothing is
 * learnt from it, no list is cut short, and no token gets out.
 */
public abstract class ProviderFaults {

    protected static final String TOKEN = "t0k3n_16C7e42F292c6912E7710c838347Ae178B4a";
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    protected static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());
    protected static final WireMockServer ELSEWHERE =
            new WireMockServer(options().dynamicPort());

    private static final int MORE_THAN_AN_ANSWER = 1024 * 1024;

    /** What a provider's refusal means. */
    public record Refused(ResponseDefinitionBuilder answer, Outcome<?> outcome) {}

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record.getMessage()
                    + List.of(Optional.ofNullable(record.getParameters()).orElse(new Object[0]))
                    + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Inject
    ObjectMapper json;

    @Inject
    Vertx vertx;

    // --------------------------------------------------------------------------------- what a provider says of itself

    /** The provider by a way to it; what else it is given must make it ask for the profile at one path only. */
    protected abstract ProviderClient client(Connection connection);

    /** Where it asks who somebody is, below the API's address. */
    protected abstract String profilePath();

    /** Where it asks for organizations; empty for a provider that has none. */
    protected abstract Optional<String> organizationsPath();

    /** Answers who somebody is. */
    protected abstract ResponseDefinitionBuilder person();

    /** Answers a page of organizations with such numbers. */
    protected abstract ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers);

    /** Every meaning that a refusal of the provider has, besides those that all share. */
    protected abstract List<Refused> refusals();

    /** By which statuses it says that a token is no longer good. */
    protected Set<Integer> revoking() {
        return Set.of(401);
    }

    protected static ResponseDefinitionBuilder ok(String body) {
        return aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body);
    }

    // ---------------------------------------------------------------------------------------------------- the servers

    @BeforeAll
    static void startServers() {
        SERVER.start();
        ELSEWHERE.start();
    }

    @AfterAll
    static void stopServers() {
        SERVER.stop();
        ELSEWHERE.stop();
    }

    @BeforeEach
    void forget() {
        SERVER.resetAll();
        ELSEWHERE.resetAll();
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void neverSaysTheToken() {
        Logger.getLogger("").removeHandler(log);
        assertThat(said).noneMatch(line -> line.contains(TOKEN));
        assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
    }

    protected static String api() {
        return SERVER.baseUrl() + "/api";
    }

    /** Answers whatever else is asked for at a path, or exactly what is asked for. */
    protected static void serve(String path, ResponseDefinitionBuilder answer) {
        String url = "/api" + path;
        SERVER.stubFor(
                get(path.contains("?") ? urlEqualTo(url) : urlPathEqualTo(url)).willReturn(answer));
    }

    protected Connection connection() {
        return connection(api(), Map.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Connection connection(String url, Map<String, String> patience, Clock clock) {
        return new Connection(
                URI.create(url), ProviderSettings.of(ProvidersConfig.class, patience), json, clock, vertx, "1.2.3");
    }

    protected static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }

    private <T> Outcome<T> heard(Outcome<T> outcome) {
        said.add(outcome.toString());
        return outcome;
    }

    private Outcome<ProviderProfile> profile() {
        return profile(connection());
    }

    private Outcome<ProviderProfile> profile(Connection connection) {
        return heard(client(connection).profile(TOKEN, Optional.empty()));
    }

    private Outcome<List<ProviderOrganization>> organizations() {
        return heard(client(connection()).organizations(TOKEN));
    }

    /** Skips what is about lists, of a provider that has none. */
    private String listPath() {
        assumeTrue(organizationsPath().isPresent());
        return organizationsPath().orElseThrow();
    }

    private Outcome<ProviderProfile> profileFrom(ResponseDefinitionBuilder answer) {
        serve(profilePath(), answer);
        return profile();
    }

    private Outcome<List<ProviderOrganization>> organizationsFrom(ResponseDefinitionBuilder answer) {
        serve(listPath(), answer);
        return organizations();
    }

    // ------------------------------------------------------------------------------------------------------- refusals

    @Test
    void tellsARevokedToken() {
        for (int status : revoking()) {
            everywhere(ok("{}").withStatus(status), new Revoked<>());
            everywhere(aResponse().withStatus(status).withBody("<html>Sign in</html>"), new Revoked<>());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tok\r\nX-Evil: 1", "tok ä", "tok\u0000"})
    void asksNothingWithWhatCannotBeAToken(String token) {
        assertThat(client(connection()).profile(token, Optional.empty())).isEqualTo(new Revoked<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "0, 1", "99999999999, 3600", "soon, 60", "-5, 60"})
    void waitsAsLongAsItIsTold(String retryAfter, int seconds) {
        everywhere(
                aResponse().withStatus(429).withHeader("Retry-After", retryAfter),
                new Limited<>(NOW.plusSeconds(seconds)));
    }

    @Test
    void waitsAMinuteIfItIsNotTold() {
        everywhere(aResponse().withStatus(429).withBody("Retry later"), new Limited<>(NOW.plusSeconds(60)));
        everywhere(ok("{}").withStatus(429), new Limited<>(NOW.plusSeconds(60)));
    }

    @Test
    void tellsOneRefusalFromAnother() {
        refusals().forEach(refused -> everywhere(refused.answer(), refused.outcome()));
    }

    @Test
    void neverTakesAForbiddenTokenForARevokedOne() {
        for (String body : List.of("", "Forbidden", "<html>Forbidden</html>", "{\"message\":\"revoked\"}", "[]", "{")) {
            assertThat(profileFrom(ok(body).withStatus(403))).as(body).isInstanceOf(Transient.class);
        }
    }

    @Test
    void tellsWhatIsNotThere() {
        everywhere(ok("{}").withStatus(404), new NotFound<>());
    }

    @Test
    void doesNotBelieveInUnchangedWithoutHavingAsked() {
        everywhere(aResponse().withStatus(304), new Transient<>("unchanged, but since when"));
    }

    @Test
    void asksWhetherThePersonChangedWhereThatIsPossible() {
        Outcome<ProviderProfile> first = profileFrom(person().withHeader("ETag", "W/\"p1\""));
        assertThat(first).isInstanceOf(Ok.class);
        Optional<String> etag = ((Ok<ProviderProfile>) first).etag();
        assumeTrue(etag.isPresent());
        SERVER.stubFor(get(urlPathEqualTo("/api" + profilePath()))
                .withHeader("If-None-Match", equalTo("W/\"p1\""))
                .willReturn(aResponse().withStatus(304)));

        assertThat(client(connection()).profile(TOKEN, etag)).isEqualTo(new Unchanged<>());
    }

    private void everywhere(ResponseDefinitionBuilder answer, Outcome<?> outcome) {
        assertThat(profileFrom(answer)).isEqualTo(outcome);
        if (organizationsPath().isPresent()) {
            assertThat(organizationsFrom(answer)).isEqualTo(outcome);
        }
    }

    // --------------------------------------------------------------------------------------------------------- faults

    @ParameterizedTest
    @ValueSource(ints = {202, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 402, 407, 410, 418, 422, 500, 502, 503})
    void learnsNothingFromOtherStatuses(int status) {
        assumeTrue(!revoking().contains(status));
        ResponseDefinitionBuilder answer = ok("{\"message\":\"Unicorn! %s\"}".formatted("x".repeat(1000)))
                .withStatus(status)
                .withHeader("Location", ELSEWHERE.baseUrl() + "/user");

        assertThat(reason(profileFrom(answer))).startsWith("status " + status).hasSizeLessThan(130);
        if (organizationsPath().isPresent()) {
            assertThat(reason(organizationsFrom(answer))).startsWith("status " + status);
        }
    }

    @Test
    void repeatsNoTokenThatAServerRepeats() {
        String repeated = "Authorization: Bearer " + TOKEN;
        for (int status : List.of(200, 400, 403, 500)) {
            for (String body : List.of(
                    "{\"message\":\"%s\"}",
                    "{\"error\":\"%s\"}",
                    "{\"error\":\"x\",\"error_description\":\"%s\"}",
                    "{\"error\":{\"message\":\"%s\"}}",
                    "%s")) {
                assertThat(profileFrom(ok(body.formatted(repeated)).withStatus(status)))
                        .isInstanceOf(Transient.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"octocat\"",
                "{}",
                "{\"id\":null,\"uuid\":null,\"sub\":null}",
                "{\"id\":{},\"uuid\":[],\"sub\":{}}",
                "{\"id\":0,\"uuid\":\"\",\"sub\":\"\"}",
                "{\"error\":\"server_error\",\"error_description\":\"Something went wrong\"}",
                "{\"type\":\"error\",\"error\":{\"message\":\"Something went wrong\"}}",
                "<!DOCTYPE html><html><body>Sign in</body></html>"
            })
    void learnsNothingFromABodyThatIsNoPerson(String body) {
        assertThat(profileFrom(ok(body))).isInstanceOf(Transient.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[null]",
                "[{}]",
                "{\"values\":null}",
                "{\"values\":[null]}",
                "{\"values\":[{}]}",
                "{\"value\":[{}]}",
                "{\"values\":{}}",
                "{\"error\":\"server_error\"}",
                "<!DOCTYPE html><html><body>Sign in</body></html>"
            })
    void learnsNothingFromABodyThatIsNoList(String body) {
        assertThat(organizationsFrom(ok(body))).isInstanceOf(Transient.class);
    }

    @Test
    void learnsNothingFromHalfABody() {
        String person = person().build().getBody();
        assertThat(profileFrom(ok(person.substring(0, person.length() - 1)))).isInstanceOf(Transient.class);
        assertThat(profileFrom(ok(person + " trailing"))).isInstanceOf(Transient.class);
        assertThat(profileFrom(person().withHeader("Content-Type", "text/html")))
                .isInstanceOf(Ok.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void learnsNothingFromABrokenConnection(Fault fault) {
        assertThat(profileFrom(aResponse().withFault(fault))).isInstanceOf(Transient.class);
        if (organizationsPath().isPresent()) {
            assertThat(organizationsFrom(aResponse().withFault(fault))).isInstanceOf(Transient.class);
        }
    }

    @Test
    void learnsNothingFromAServerThatIsNotThere() {
        assertThat(profile(connection("http://localhost:1", Map.of(), Clock.systemUTC())))
                .isInstanceOf(Transient.class);
    }

    @Test
    void doesNotWaitForASlowServer() {
        Connection hasty = connection(api(), Map.of("answer-timeout", "300ms"), Clock.systemUTC());

        serve(profilePath(), person().withFixedDelay(5000));
        assertQuick(() -> profile(hasty));
        serve(profilePath(), person().withChunkedDribbleDelay(50, 5000));
        assertQuick(() -> profile(hasty));
        serve(profilePath(), person().withHeader("Content-Length", "100000"));
        assertQuick(() -> profile(hasty));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 500})
    void doesNotReadAnAnswerThatIsTooLong(int status) {
        ResponseDefinitionBuilder answer =
                ok("{\"message\":\"" + "x".repeat(MORE_THAN_AN_ANSWER) + "\"}").withStatus(status);

        everywhere(answer, new Transient<>("an answer that is too long"));
    }

    @Test
    void hangsUpOnAServerThatDoesNotStop() throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        HttpServer endless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endless.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            long bytes = 0;
            try {
                for (byte[] blanks = " ".repeat(65536).getBytes(StandardCharsets.US_ASCII); ; bytes += blanks.length) {
                    exchange.getResponseBody().write(blanks);
                }
            } catch (IOException closed) {
                sent.complete(bytes);
            }
        });
        endless.start();
        try {
            String url = "http://localhost:" + endless.getAddress().getPort();

            assertThat(profile(connection(url, Map.of("answer-timeout", "500ms"), Clock.systemUTC())))
                    .isEqualTo(new Transient<>("an answer that is too long"));
            assertThat(sent.get(10, TimeUnit.SECONDS)).isPositive();
        } finally {
            endless.stop(0);
        }
    }

    @Test
    void goesOnAfterFaults() {
        ProviderClient client = client(connection());
        serve(profilePath(), ok(" ".repeat(MORE_THAN_AN_ANSWER + 1)));
        // More often than it has connections.
        for (int i = 0; i < 60; i++) {
            assertThat(client.profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
        }
        serve(profilePath(), person());

        assertThat(client.profile(TOKEN, Optional.empty())).isInstanceOf(Ok.class);
    }

    // ---------------------------------------------------------------------------------------------------------- lists

    @Test
    void readsAListToItsEnd() {
        serve(listPath(), organizations(Optional.of(api() + "/more?page=2&q=a%20b"), 1, 2));
        serve("/more", organizations(Optional.of(api() + "/rest"), 3));
        serve("/rest", organizations(Optional.empty(), 4));

        assertThat(value(organizations())).hasSize(4);
        assertThat(SERVER.getAllServeEvents())
                .allMatch(event -> event.getRequest().getHeader("Authorization").equals("Bearer " + TOKEN));
    }

    @Test
    void givesEveryPageItsOwnTime() {
        serve(listPath(), organizations(Optional.of(api() + "/more"), 1).withFixedDelay(700));
        serve("/more", organizations(Optional.empty(), 2).withFixedDelay(700));

        assertThat(value(client(connection(api(), Map.of("answer-timeout", "1200ms"), Clock.systemUTC()))
                        .organizations(TOKEN)))
                .hasSize(2);
    }

    @Test
    void isNoListWhenALaterPageFails() {
        serve(listPath(), organizations(Optional.of(api() + "/more"), 1));

        serve("/more", aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(7)));
        serve("/more", aResponse().withStatus(500));
        assertThat(organizations()).isInstanceOf(Transient.class);
        serve("/more", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(organizations()).isInstanceOf(Transient.class);
        serve("/more", aResponse().withStatus(304));
        assertThat(organizations()).isInstanceOf(Transient.class);
        serve("/more", ok("<html>"));
        assertThat(organizations()).isInstanceOf(Transient.class);
    }

    @Test
    void carriesTheTokenToNoOtherHost() {
        for (String elsewhere : List.of(
                ELSEWHERE.baseUrl() + "/user/orgs",
                "//localhost:" + ELSEWHERE.port() + "/user/orgs",
                "https://localhost:" + SERVER.port() + "/user/orgs",
                "http://127.0.0.1:" + SERVER.port() + "/user/orgs",
                "http://localhost:" + SERVER.port() + "@localhost:" + ELSEWHERE.port() + "/",
                "mailto:someone@example.com",
                "/user/orgs",
                "http://[")) {
            assertThat(organizationsFrom(organizations(Optional.of(elsewhere), 1)))
                    .as(elsewhere)
                    .isInstanceOf(Transient.class);
        }
        assertThat(SERVER.getAllServeEvents()).hasSize(8);
    }

    @Test
    void givesUpAListThatDoesNotEnd() {
        assertThat(organizationsFrom(organizations(Optional.of(api() + listPath()), 1)))
                .isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void givesUpAListThatIsTooLong() {
        int[] many = IntStream.rangeClosed(1, 1000).toArray();

        assertThat(organizationsFrom(organizations(Optional.of(api() + listPath()), many)))
                .isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void givesUpAListThatTakesTooLong() {
        serve(listPath(), organizations(Optional.of(api() + listPath()), 1).withFixedDelay(100));

        assertThat(client(connection(api(), Map.of("list-timeout", "250ms"), Clock.systemUTC()))
                        .organizations(TOKEN))
                .isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSizeLessThan(5);
    }

    protected static <T> String reason(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Transient.class);
        return ((Transient<T>) outcome).reason();
    }

    private static void assertQuick(Supplier<Outcome<?>> question) {
        long begin = System.nanoTime();
        assertThat(question.get()).isInstanceOf(Transient.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }
}
