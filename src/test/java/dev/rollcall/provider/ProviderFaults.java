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
 * The tests that every provider must pass. Its server sends unexpected responses: the client must learn nothing from
 * them, return no half list, and leak no token.
 */
public abstract class ProviderFaults {

    protected static final String TOKEN = "t0k3n_16C7e42F292c6912E7710c838347Ae178B4a";
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    protected static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());
    protected static final WireMockServer ELSEWHERE =
            new WireMockServer(options().dynamicPort());

    private static final int MAX_BYTES = 1024 * 1024;

    /** What an error response of the provider means. */
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

    // ---------------------------------------------------------------------------------------------------- the provider

    /**
     * The provider's client, with settings that make it request the profile at one path only.
     *
     * @param api base URL of the provider's API
     * @param connection to that URL
     */
    protected abstract ProviderClient client(String api, Connection connection);

    /** The path of the profile below the API's base URL. */
    protected abstract String profilePath();

    /** A response with a profile. */
    protected abstract ResponseDefinitionBuilder person();

    /** What the provider's error responses mean, besides those that mean the same at every provider. */
    protected abstract List<Refused> refusals();

    /** The path of the list of organizations; empty for a provider that has none. */
    protected Optional<String> organizationsPath() {
        return Optional.empty();
    }

    /** A response with a page of organizations that have these numbers. */
    protected ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers) {
        throw new UnsupportedOperationException("A provider without organizations has no list of them");
    }

    /** The path of the page after one that names {@code next}, a URL below the API's. */
    protected String pagePath(String next) {
        return next.substring(api().length()).replaceFirst("\\?.*", "");
    }

    /** What status 404 means. */
    protected Outcome<?> missing() {
        return new NotFound<>();
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

    /** The profile is there, because some lists need its id. */
    @BeforeEach
    void forget() {
        SERVER.resetAll();
        ELSEWHERE.resetAll();
        serve(profilePath(), person());
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

    /** Serves a response at a path: whatever the query is, or for exactly the given query. */
    protected static void serve(String path, ResponseDefinitionBuilder answer) {
        String url = "/api" + path;
        SERVER.stubFor(
                get(path.contains("?") ? urlEqualTo(url) : urlPathEqualTo(url)).willReturn(answer));
    }

    protected Connection connection(String url) {
        return connection(url, Map.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Connection connection(String url, Map<String, String> timeouts, Clock clock) {
        return new Connection(
                URI.create(url),
                ProviderSettings.of(ProvidersConfig.class, timeouts),
                json,
                clock,
                vertx,
                "1.2.3",
                Optional.empty());
    }

    protected ProviderClient client() {
        return client(api(), connection(api()));
    }

    /** A client with other timeouts, whose clock is real. */
    private ProviderClient client(String api, Map<String, String> timeouts) {
        return client(api, connection(api, timeouts, Clock.systemUTC()));
    }

    protected static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }

    /** Requests the profile, and looks for the token in the outcome later. */
    protected Outcome<ProviderProfile> profile(ProviderClient client) {
        Outcome<ProviderProfile> outcome = client.profile(TOKEN, Optional.empty());
        said.add(outcome.toString());
        return outcome;
    }

    protected Outcome<ProviderProfile> profile() {
        return profile(client());
    }

    protected Outcome<List<ProviderOrganization>> organizations() {
        Outcome<List<ProviderOrganization>> outcome = client().organizations(TOKEN);
        said.add(outcome.toString());
        return outcome;
    }

    /** Skips the tests of lists for a provider that has none. */
    private String listPath() {
        assumeTrue(organizationsPath().isPresent());
        return organizationsPath().orElseThrow();
    }

    private void assertListRequests(int count) {
        assertThat(SERVER.getAllServeEvents())
                .filteredOn(event -> !event.getRequest().getUrl().matches("/api" + profilePath() + "(\\?.*)?"))
                .hasSize(count);
    }

    private Outcome<ProviderProfile> profileFrom(ResponseDefinitionBuilder answer) {
        serve(profilePath(), answer);
        return profile();
    }

    protected Outcome<List<ProviderOrganization>> organizationsFrom(ResponseDefinitionBuilder answer) {
        serve(profilePath(), person());
        serve(listPath(), answer);
        return organizations();
    }

    // ------------------------------------------------------------------------------------------------------- refusals

    @Test
    void tellsARevokedToken() {
        everywhere(ok("{}").withStatus(401), new Revoked<>());
        everywhere(aResponse().withStatus(401).withBody("<html>Sign in</html>"), new Revoked<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tok\r\nX-Evil: 1", "tok ä", "tok\u0000"})
    void asksNothingWithWhatCannotBeAToken(String token) {
        assertThat(client().profile(token, Optional.empty())).isEqualTo(new Revoked<>());
        assertThat(SERVER.getAllServeEvents())
                .noneMatch(event -> event.getRequest().containsHeader("Authorization"));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 30",
        "0, 1",
        "99999999999, 3600",
        "99999999999999999999, 60",
        "soon, 60",
        "-5, 60",
        "1.5, 60",
        "'Sun, 01 Mar 2026 12:00:30 GMT', 60"
    })
    void waitsAsLongAsItIsTold(String retryAfter, int seconds) {
        for (int status : new int[] {403, 429}) {
            everywhere(
                    aResponse().withStatus(status).withHeader("Retry-After", retryAfter),
                    new Limited<>(NOW.plusSeconds(seconds)));
        }
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
        everywhere(ok("{}").withStatus(404), missing());
    }

    @Test
    void doesNotBelieveInUnchangedWithoutHavingAsked() {
        everywhere(aResponse().withStatus(304), new Transient<>("status 304 for a request without an ETag"));
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

        assertThat(client().profile(TOKEN, etag)).isEqualTo(new Unchanged<>());
    }

    private void everywhere(ResponseDefinitionBuilder answer, Outcome<?> outcome) {
        assertThat(profileFrom(answer)).isEqualTo(outcome);
        if (organizationsPath().isPresent()) {
            assertThat(organizationsFrom(answer)).isEqualTo(outcome);
        }
    }

    // --------------------------------------------------------------------------------------------------------- faults

    @ParameterizedTest
    @ValueSource(
            ints = {
                202, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 402, 407, 410, 418, 422, 500, 502, 503, 504, 599
            })
    void learnsNothingFromOtherStatuses(int status) {
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
        // The second one is so long that an excerpt ends within the token.
        for (String repeated : List.of("Authorization: Bearer " + TOKEN, "x".repeat(70) + " " + TOKEN)) {
            for (int status : List.of(200, 400, 403, 500)) {
                for (String body : List.of(
                        "{\"message\":\"%s\"}",
                        "{\"error\":\"%s\"}",
                        "{\"error\":\"x\",\"error_description\":\"%s\"}",
                        "{\"error\":{\"message\":\"%s\"}}",
                        "%s")) {
                    assertThat(reason(profileFrom(ok(body.formatted(repeated)).withStatus(status))))
                            .doesNotContain(TOKEN.substring(0, 10));
                }
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
    void cutsANameThatCannotBeStored() {
        String name = value(profile()).name().orElseThrow();
        String person = person().build().getBody();

        assertThat(value(profileFrom(ok(person.replace(name, "a\\u0000\\ud83db" + "x".repeat(300)))))
                        .name()
                        .orElseThrow())
                .startsWith("abx")
                .hasSize(255);
    }

    @Test
    void learnsNothingFromAServerThatIsNotThere() {
        assertThat(profile(client("http://localhost:1", Map.of()))).isInstanceOf(Transient.class);
    }

    @Test
    void doesNotWaitForASlowServer() {
        ProviderClient hasty = client(api(), Map.of("answer-timeout", "300ms"));

        serve(profilePath(), person().withFixedDelay(5000));
        assertQuick(() -> profile(hasty));
        serve(profilePath(), person().withChunkedDribbleDelay(50, 5000));
        assertQuick(() -> profile(hasty));
        serve(profilePath(), person().withHeader("Content-Length", "100000"));
        assertQuick(() -> profile(hasty));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 500})
    void doesNotReadAnAnswerThatIsTooLong(int status) {
        ResponseDefinitionBuilder answer =
                ok("{\"message\":\"" + "x".repeat(MAX_BYTES) + "\"}").withStatus(status);

        everywhere(answer, new Transient<>("the response is longer than 1 MiB"));
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

            assertThat(profile(client(url, Map.of("answer-timeout", "500ms"))))
                    .isEqualTo(new Transient<>("the response is longer than 1 MiB"));
            assertThat(sent.get(10, TimeUnit.SECONDS)).isPositive();
        } finally {
            endless.stop(0);
        }
    }

    @Test
    void goesOnAfterFaults() {
        ProviderClient client = client();
        serve(profilePath(), ok(" ".repeat(MAX_BYTES + 1)));
        // More often than the connection pool has connections.
        for (int i = 0; i < 60; i++) {
            assertThat(client.profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
        }
        serve(profilePath(), person());

        assertThat(client.profile(TOKEN, Optional.empty())).isInstanceOf(Ok.class);
    }

    // ---------------------------------------------------------------------------------------------------------- lists

    @Test
    void readsAListToItsEnd() {
        String more = api() + "/more?page=2&q=a%20b";
        String rest = api() + "/rest";
        serve(listPath(), organizations(Optional.of(more), 1, 2));
        serve(pagePath(more), organizations(Optional.of(rest), 3));
        serve(pagePath(rest), organizations(Optional.empty(), 4));

        assertThat(value(organizations())).hasSize(4);
        assertThat(SERVER.getAllServeEvents())
                .allMatch(event -> event.getRequest().getHeader("Authorization").equals("Bearer " + TOKEN));
    }

    @Test
    void givesEveryPageItsOwnTime() {
        String more = api() + "/more";
        serve(listPath(), organizations(Optional.of(more), 1).withFixedDelay(700));
        serve(pagePath(more), organizations(Optional.empty(), 2).withFixedDelay(700));

        assertThat(value(client(api(), Map.of("answer-timeout", "1200ms")).organizations(TOKEN)))
                .hasSize(2);
    }

    @Test
    void isNoListWhenALaterPageFails() {
        serve(listPath(), organizations(Optional.of(api() + "/more"), 1));
        String more = pagePath(api() + "/more");

        serve(more, aResponse().withStatus(401));
        assertThat(organizations()).isEqualTo(new Revoked<>());
        serve(more, aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(7)));
        for (ResponseDefinitionBuilder broken : List.of(
                aResponse().withStatus(500),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withStatus(304),
                aResponse().withStatus(307).withHeader("Location", ELSEWHERE.baseUrl()),
                ok("<html>"))) {
            serve(more, broken);
            assertThat(organizations()).isInstanceOf(Transient.class);
        }
    }

    @Test
    void carriesTheTokenToNoOtherHost() {
        listPath();
        assumeTrue(pagePath(api() + "/more").equals("/more"), "the provider does not choose the URLs of pages");
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
        assertListRequests(8);
    }

    @Test
    void givesUpAListThatDoesNotEnd() {
        assertThat(organizationsFrom(organizations(Optional.of(api() + listPath()), 1)))
                .isInstanceOf(Transient.class);
        assertListRequests(50);
    }

    @Test
    void givesUpAListThatIsTooLong() {
        int[] many = IntStream.rangeClosed(1, 1000).toArray();

        assertThat(organizationsFrom(organizations(Optional.of(api() + listPath()), many)))
                .isInstanceOf(Transient.class);
        assertListRequests(6);
    }

    @Test
    void givesUpAListThatTakesTooLong() {
        serve(listPath(), organizations(Optional.of(api() + listPath()), 1).withFixedDelay(100));

        assertThat(client(api(), Map.of("list-timeout", "250ms")).organizations(TOKEN))
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
