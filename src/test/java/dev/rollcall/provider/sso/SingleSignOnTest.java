package dev.rollcall.provider.sso;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.UserInfo;
import dev.rollcall.provider.sso.SsoConfig.Settings;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like Keycloak. */
@QuarkusTest
class SingleSignOnTest extends ProviderFaults {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private static final String ADA = """
            {"sub":"f4b3c9d2-8f0e-4a3b-9a53-9d0f5b9a6d11","email_verified":true,"name":"Ada Lovelace",
             "preferred_username":"ada","given_name":"Ada","family_name":"Lovelace","email":"ada@example.com",
             "picture":"https://example.com/ada.png"}""";

    private Instant now = NOW;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    };

    @BeforeEach
    void describesItself() {
        serve(DISCOVERY, ok(document()));
    }

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return singleSignOn(api, connection, Map.of());
    }

    @Override
    protected String profilePath() {
        return "/protocol/openid-connect/userinfo";
    }

    @Override
    protected ResponseDefinitionBuilder person() {
        return ok(ADA);
    }

    /** A wrong URL, which says nothing about the person. */
    @Override
    protected Outcome<?> missing() {
        return new Transient<>("status 404");
    }

    @Override
    protected List<Refused> refusals() {
        return List.of(
                new Refused(
                        ok("").withStatus(403)
                                .withHeader("WWW-Authenticate", "Bearer realm=\"x\", error=\"insufficient_scope\""),
                        new InsufficientScope<>(Set.of("openid"))),
                new Refused(
                        ok("{\"error\":\"insufficient_scope\"}").withStatus(403),
                        new InsufficientScope<>(Set.of("openid"))),
                new Refused(
                        ok("{\"error\":\"Realm does not exist\"}").withStatus(404),
                        new Transient<>("status 404: Realm does not exist")));
    }

    // ------------------------------------------------------------------------------------------------------ profiles

    @Test
    void describesAPerson() {
        serve(profilePath(), ok(ADA));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "f4b3c9d2-8f0e-4a3b-9a53-9d0f5b9a6d11",
                        Optional.of("ada"),
                        Optional.of("Ada Lovelace"),
                        Optional.of("https://example.com/ada.png"),
                        Optional.of("ada@example.com")));
        SERVER.verify(
                1,
                getRequestedFor(urlEqualTo("/api" + profilePath()))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json")));
        SERVER.verify(1, getRequestedFor(urlEqualTo("/api" + DISCOVERY)).withHeader("Authorization", absent()));
    }

    @Test
    void leavesOutWhatTheProviderDoesNotSay() {
        serve(profilePath(), ok("{\"sub\":\"1\",\"name\":null,\"picture\":\"data:image/png;base64,AAAA\"}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[\"a@b\"]", "{\"a\":\"b\"}", "null"})
    void leavesOutWhatIsNoText(String odd) {
        String claims = "\"name\":%1$s,\"email\":%1$s,\"preferred_username\":%1$s,\"picture\":%1$s,\"hd\":%1$s";
        serve(profilePath(), ok("{\"sub\":\"1\"," + claims.formatted(odd) + ",\"email_verified\":true}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void fillsGapsFromTheIdTokenOfASignIn() throws Exception {
        UserInfo idToken = json(ADA);
        ProviderProfile ada = new ProviderProfile(
                "f4b3c9d2-8f0e-4a3b-9a53-9d0f5b9a6d11",
                Optional.of("ada"),
                Optional.of("Ada Lovelace"),
                Optional.of("https://example.com/ada.png"),
                Optional.of("ada@example.com"));
        // AD FS: only the subject.
        serve(profilePath(), ok("{\"sub\":\"" + idToken.sub() + "\"}"));
        assertThat(value(client().profile(TOKEN, idToken))).isEqualTo(ada);
        serve(profilePath(), ok("{\"sub\":\"" + idToken.sub() + "\",\"name\":5,\"email\":[\"a@b\"]}"));
        assertThat(value(client().profile(TOKEN, idToken))).isEqualTo(ada);
        // What the endpoint says counts, because it is newer.
        serve(profilePath(), ok("{\"sub\":\"" + idToken.sub() + "\",\"name\":\"Ada King\"}"));
        assertThat(value(client().profile(TOKEN, idToken)).name()).contains("Ada King");
        // Without a UserInfo endpoint everything is in the ID token.
        serve(DISCOVERY, ok(document().replace("userinfo_endpoint", "other")));
        assertThat(value(client().profile(TOKEN, idToken))).isEqualTo(ada);
        assertThat(profile()).isEqualTo(new Unchanged<>());
    }

    @Test
    void believesAnAddressOnlyWithWhatIsSaidAboutIt() throws Exception {
        UserInfo verified = json("{\"sub\":\"1\",\"email\":\"ada@example.com\",\"email_verified\":true}");
        serve(profilePath(), ok("{\"sub\":\"1\",\"email\":\"eve@example.com\"}"));
        assertThat(value(client().profile(TOKEN, verified)).verifiedEmail()).isEmpty();
        serve(profilePath(), ok("{\"sub\":\"1\",\"email\":\"ada@example.com\",\"email_verified\":false}"));
        assertThat(value(client().profile(TOKEN, verified)).verifiedEmail()).isEmpty();
        serve(profilePath(), ok("{\"sub\":\"1\",\"email_verified\":true}"));
        assertThat(value(client().profile(TOKEN, json("{\"sub\":\"1\",\"email\":\"eve@example.com\"}")))
                        .verifiedEmail())
                .isEmpty();
        serve(profilePath(), ok("{\"sub\":\"1\",\"email\":\"ada@example.com\"}"));
        assertThat(value(client().profile(TOKEN, verified)).verifiedEmail()).contains("ada@example.com");
    }

    @Test
    void makesTheLoginOfAPersonAtAdFsFromTheirUpn() throws Exception {
        serve(profilePath(), ok("{\"sub\":\"1\"}"));

        assertThat(value(client().profile(TOKEN, json("{\"sub\":\"1\",\"upn\":\"ada@corp.example\"}")))
                        .login())
                .contains("ada@corp.example");
    }

    private static UserInfo json(String claims) throws JsonProcessingException {
        return new ObjectMapper().readValue(claims, UserInfo.class);
    }

    @Test
    void takesOnlyAVerifiedAddressThatIsBelieved() {
        serve(profilePath(), ok(ADA.replace("\"email_verified\":true", "\"email_verified\":\"true\"")));
        assertThat(value(profile()).verifiedEmail()).contains("ada@example.com");
        assertThat(value(profile(singleSignOn(Map.of("sso.test.trust-email", "false"))))
                        .verifiedEmail())
                .isEmpty();

        for (String said : List.of("false", "null", "1", "\"false\"", "[true]", "{\"true\":true}")) {
            serve(profilePath(), ok(ADA.replace("\"email_verified\":true", "\"email_verified\":" + said)));
            assertThat(value(profile()).verifiedEmail()).as(said).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "\" 1\"", "\"a\\u0000b\""})
    void learnsNothingFromAPersonWithoutAnId(String subject) {
        serve(profilePath(), ok("{\"sub\":" + subject + "}"));

        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @Test
    void carriesTokensToTheOneHostThatTheOperatorNamed() {
        String there = "\"" + ELSEWHERE.baseUrl() + "/oidc/userinfo\"";
        serve(DISCOVERY, ok(document().replace("\"" + api() + profilePath() + "\"", there)));

        assertThat(profile())
                .isEqualTo(new Transient<>("the UserInfo endpoint is on another host: set api-url to that host"));
    }

    @Test
    void knowsProvidersWhoseApiIsElsewhere() {
        // Microsoft Entra's issuer and Microsoft Graph are on different hosts.
        String graph = "http://127.0.0.1:" + SERVER.port() + "/api";
        serve(
                DISCOVERY,
                ok(document().replace("\"" + api() + profilePath() + "\"", "\"" + graph + "/oidc/userinfo\"")));
        serve("/oidc/userinfo", ok("{\"sub\":\"1\",\"picture\":\"" + graph + "/v1.0/me/photo/$value\"}"));

        ProviderProfile profile =
                value(profile(singleSignOn(api(), connection(graph), Map.of("sso.test.api-url", graph))));

        assertThat(profile.subject()).isEqualTo("1");
        assertThat(profile.avatarUrl()).isEmpty();
    }

    @Test
    void knowsNoOrganizations() {
        assertThat(value(client().organizations(TOKEN))).isEmpty();
        assertThat(client().teams(TOKEN, "example")).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------- discovery

    @Test
    void isAuthorizedAsItsDocumentSays() {
        ProviderClient provider = client();

        assertThat(provider.name()).isEqualTo("test");
        assertThat(provider.title()).isEqualTo("Single sign-on");
        assertThat(provider.provider()).isEqualTo(IdentityProvider.SSO);
        assertThat(provider.instance()).isEqualTo(api());
        assertThat(value(provider.oauth()))
                .isEqualTo(new OAuthRegistration(
                        api() + "/protocol/openid-connect/auth",
                        api() + "/protocol/openid-connect/token",
                        Optional.of(new Revocation(api() + "/protocol/openid-connect/revoke", false)),
                        "id",
                        "s3",
                        ClientAuthentication.BASIC,
                        List.of("openid", "email", "profile"),
                        Map.of(),
                        Optional.of(new OpenId(api(), api() + "/protocol/openid-connect/certs"))));
    }

    @Test
    void needsNoRevocation() {
        serve(DISCOVERY, ok(document().replace("revocation_endpoint", "other")));

        OAuthRegistration registration = value(
                singleSignOn(Map.of("sso.test.client-authentication", "form")).oauth());

        assertThat(registration.revocation()).isEmpty();
        assertThat(registration.authentication()).isEqualTo(ClientAuthentication.FORM);
    }

    @Test
    void knowsIssuersThatEndWithASlash() {
        serve(DISCOVERY, ok(document().replace("/api\",\"a", "/api/\",\"a")));

        SingleSignOn provider = singleSignOn(Map.of("sso.test.issuer", api() + "/"));

        assertThat(value(provider.oauth()).openId().orElseThrow().issuer()).endsWith("/api/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
            })
    void learnsNothingFromHalfADocument(String missing) {
        serve(DISCOVERY, ok(document().replace('"' + missing + '"', "\"x\"")));

        assertThat(client().oauth()).isInstanceOf(Transient.class);
        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "https://user@example.com/",
                "https://example.com/#here",
                "https:///x",
                "/relative",
                "//example.com/",
                "https://exa mple.com/",
                "javascript:alert(1)",
                ""
            })
    void takesNoEndpointThatIsNone(String url) {
        for (String path : List.of("auth", "token", "userinfo", "certs", "revoke")) {
            serve(DISCOVERY, ok(document().replace(api() + "/protocol/openid-connect/" + path, url)));

            assertThat(client().oauth()).as(path).isInstanceOf(Transient.class);
        }
    }

    @Test
    void sendsNoSecretByHttpWhereTheIssuerIsHttps() {
        String https = "https://sso.example.com";
        serve(DISCOVERY, ok(document().replace("{\"issuer\":\"" + api(), "{\"issuer\":\"" + https)));

        Outcome<?> document = new Discovery(https, connection(api()), clock, Runnable::run).document();

        assertThat(document).isEqualTo(new Transient<>("discovery: an endpoint is missing or not https"));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 304, 401, 403, 404, 410, 429, 500, 503})
    void sayThatNobodyKnowsWhileThereIsNoDocument(int status) {
        serve(DISCOVERY, aResponse().withStatus(status).withHeader("Location", ELSEWHERE.baseUrl()));

        assertThat(client().oauth()).isEqualTo(new Transient<>("discovery: status " + status));
        assertThat(profile()).isEqualTo(new Transient<>("discovery: status " + status));
    }

    @Test
    void asksAgainForTheDocumentOnlySomeTimeAfterAFailure() {
        serve(DISCOVERY, aResponse().withStatus(503));
        ProviderClient provider = client();
        for (int i = 0; i < 20; i++) {
            assertThat(provider.oauth()).isEqualTo(new Transient<>("discovery: status 503"));
        }
        SERVER.verify(1, getRequestedFor(urlEqualTo("/api" + DISCOVERY)));

        serve(DISCOVERY, ok(document()));
        now = now.plusSeconds(5);
        assertThat(provider.oauth()).isInstanceOf(Ok.class);
    }

    @Test
    void asksForTheDocumentOnceWhileTheProviderHangsAndKeepsFewRequestsWaiting() throws Exception {
        serve(DISCOVERY, ok(document()).withFixedDelay(5000));
        Discovery discovery = new Discovery(api(), connection(api()), clock);
        ExecutorService requests = Executors.newFixedThreadPool(60);
        try {
            long begin = System.nanoTime();
            Callable<Outcome<?>> request = discovery::document;
            for (Future<Outcome<?>> answer : requests.invokeAll(Collections.nCopies(60, request))) {
                assertThat(answer.get()).isEqualTo(new Transient<>("the server takes long to respond", true));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            for (int i = 0; i < 100; i++) {
                assertThat(discovery.document()).isInstanceOf(Transient.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        } finally {
            requests.shutdownNow();
        }
        SERVER.verify(1, getRequestedFor(urlEqualTo("/api" + DISCOVERY)));
    }

    @Test
    void saysInTheLogWhichIssuerTheDocumentNames() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger(Discovery.class.getName()).addHandler(log);
        try {
            serve(
                    DISCOVERY,
                    ok(document().replace("{\"issuer\":\"" + api(), "{\"issuer\":\"https://other.example\\u0000")));
            assertThat(client().oauth()).isInstanceOf(Transient.class);
        } finally {
            Logger.getLogger(Discovery.class.getName()).removeHandler(log);
        }
        assertThat(lines).anyMatch(line -> line.contains(api()) && line.contains("https://other.example"));
    }

    @Test
    void keepsTheDocumentAndTheOldOneWhileThereIsNoBetter() {
        ProviderClient provider = client();
        String token = value(provider.oauth()).tokenUrl();
        now = NOW.plus(Duration.ofMinutes(59));
        provider.oauth();
        SERVER.verify(1, getRequestedFor(urlEqualTo("/api" + DISCOVERY)));

        for (ResponseDefinitionBuilder worse : List.of(
                aResponse().withStatus(503), ok("{}"), ok("<html>"), ok("x".repeat(1024 * 1024 + 1)), ok("null"))) {
            serve(DISCOVERY, worse);
            now = now.plus(Duration.ofMinutes(61));
            assertThat(value(provider.oauth()).tokenUrl()).isEqualTo(token);
        }
        SERVER.verify(6, getRequestedFor(urlEqualTo("/api" + DISCOVERY)));
        // The next attempt is a minute later.
        provider.oauth();
        SERVER.verify(6, getRequestedFor(urlEqualTo("/api" + DISCOVERY)));

        serve(DISCOVERY, ok(document().replace("openid-connect/token", "new")));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(value(provider.oauth()).tokenUrl()).endsWith("/new");
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    private static String document() {
        String paths = api() + "/protocol/openid-connect/";
        return ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%sauth\",\"token_endpoint\":\"%stoken\","
                        + "\"userinfo_endpoint\":\"%suserinfo\",\"jwks_uri\":\"%scerts\","
                        + "\"revocation_endpoint\":\"%srevoke\",\"grant_types_supported\":[\"authorization_code\"]}")
                .formatted(api(), paths, paths, paths, paths, paths);
    }

    private SingleSignOn singleSignOn(Map<String, String> settings) {
        return singleSignOn(api(), connection(api()), settings);
    }

    private SingleSignOn singleSignOn(String issuer, Connection connection, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "sso.test.issuer", issuer,
                "sso.test.client-id", "id",
                "sso.test.client-secret", "s3",
                "sso.test.trust-email", "true"));
        all.putAll(settings);
        Settings company = ProviderSettings.of(SsoConfig.class, all).sso().get("test");
        // The document is at the issuer, even if the API is on another host.
        Connection discovery = company.apiUrl().isEmpty() ? connection : connection(issuer);
        return new SingleSignOn(
                "test", company, new Discovery(company.issuer(), discovery, clock, Runnable::run), connection);
    }
}
