package dev.rollcall.provider.sso;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.FaultyProvider;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.sso.SsoConfig.Installation;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers as Keycloak does, and one that answers as nobody should. */
@QuarkusTest
class SingleSignOnTest extends FaultyProvider {

    private static final String REALM = "/realms/example";
    private static final String DISCOVERY = REALM + "/.well-known/openid-configuration";

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
    protected String path() {
        return REALM + "/protocol/openid-connect/userinfo";
    }

    @Override
    protected String person() {
        return ADA;
    }

    // ------------------------------------------------------------------------------------------------------ profiles

    @Test
    void describesAPerson() {
        serve(path(), ok(ADA));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "f4b3c9d2-8f0e-4a3b-9a53-9d0f5b9a6d11",
                        Optional.of("ada"),
                        Optional.of("Ada Lovelace"),
                        Optional.of("https://example.com/ada.png"),
                        Optional.of("ada@example.com")));
        server.verify(
                1,
                getRequestedFor(urlEqualTo(path()))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json")));
        server.verify(1, getRequestedFor(urlEqualTo(DISCOVERY)).withHeader("Authorization", absent()));
    }

    @Test
    void leavesOutWhatTheProviderDoesNotSay() {
        serve(path(), ok("{\"sub\":\"1\",\"name\":null,\"picture\":\"data:image/png;base64,AAAA\"}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void takesOnlyAVerifiedAddressThatIsBelieved() {
        serve(path(), ok(ADA.replace("\"email_verified\":true", "\"email_verified\":\"true\"")));
        assertThat(value(profile()).verifiedEmail()).contains("ada@example.com");
        assertThat(value(profile(Map.of("sso.test.trust-email", "false"))).verifiedEmail())
                .isEmpty();

        for (String said : List.of("false", "null", "1", "\"false\"", "[true]", "{\"true\":true}")) {
            serve(path(), ok(ADA.replace("\"email_verified\":true", "\"email_verified\":" + said)));
            assertThat(value(profile()).verifiedEmail()).as(said).isEmpty();
        }
    }

    @Test
    void tellsAMissingScope() {
        serve(
                path(),
                ok("").withStatus(403)
                        .withHeader("WWW-Authenticate", "Bearer realm=\"x\", error=\"insufficient_scope\""));
        assertThat(profile()).isEqualTo(new InsufficientScope<>(Set.of("openid")));

        serve(path(), problem(403, "insufficient_scope"));
        assertThat(profile()).isEqualTo(new InsufficientScope<>(Set.of("openid")));
    }

    @Test
    void doesNotTakeAWrongAddressForAPersonWhoIsGone() {
        serve(path(), problem(404, "Realm does not exist"));

        assertThat(profile()).isEqualTo(new Transient<>("status 404: Realm does not exist"));
    }

    @Test
    void carriesTokensToTheOneHostThatTheOperatorNamed() {
        String there = "\"" + elsewhere.baseUrl() + "/oidc/userinfo\"";
        serve(DISCOVERY, ok(document().replace("\"" + server.baseUrl() + path() + "\"", there)));

        assertThat(profile())
                .isEqualTo(new Transient<>("the UserInfo endpoint is at another host: api-url must name it"));
    }

    @Test
    void knowsProvidersWhoseApiIsElsewhere() {
        // As at Microsoft Entra: the issuer is one host, the Graph another.
        String api = "http://127.0.0.1:" + server.port();
        serve(
                DISCOVERY,
                ok(document().replace("\"" + server.baseUrl() + path() + "\"", "\"" + api + "/oidc/userinfo\"")));
        serve("/oidc/userinfo", ok("{\"sub\":\"1\",\"picture\":\"" + api + "/v1.0/me/photo/$value\"}"));

        ProviderProfile profile = value(profile(Map.of("sso.test.api-url", api)));

        assertThat(profile.subject()).isEqualTo("1");
        assertThat(profile.avatarUrl()).isEmpty();
    }

    @Test
    void knowsNoOrganizations() {
        assertThat(value(client(Map.of()).organizations(TOKEN))).isEmpty();
        assertThat(client(Map.of()).teams(TOKEN, "example")).isEqualTo(new NotFound<>());
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------- discovery

    @Test
    void isAuthorizedAsItsDocumentSays() {
        SingleSignOn provider = client(Map.of());
        String realm = server.baseUrl() + REALM;

        assertThat(provider.name()).isEqualTo("test");
        assertThat(provider.title()).isEqualTo("Single sign-on");
        assertThat(provider.provider()).isEqualTo(IdentityProvider.SSO);
        assertThat(provider.instance()).isEqualTo(realm);
        assertThat(value(provider.oauth()))
                .isEqualTo(new OAuthRegistration(
                        realm + "/protocol/openid-connect/auth",
                        realm + "/protocol/openid-connect/token",
                        Optional.of(new Revocation(realm + "/protocol/openid-connect/revoke", false)),
                        "id",
                        "s3",
                        ClientAuthentication.BASIC,
                        List.of("openid", "email", "profile"),
                        Map.of(),
                        Optional.of(new OpenId(realm, realm + "/protocol/openid-connect/certs"))));
    }

    @Test
    void needsNoRevocation() {
        serve(DISCOVERY, ok(document().replace("revocation_endpoint", "other")));

        OAuthRegistration registration =
                value(client(Map.of("sso.test.client-authentication", "form")).oauth());

        assertThat(registration.revocation()).isEmpty();
        assertThat(registration.authentication()).isEqualTo(ClientAuthentication.FORM);
    }

    @Test
    void knowsIssuersThatEndWithASlash() {
        serve(DISCOVERY, ok(document().replace(REALM + "\",\"a", REALM + "/\",\"a")));

        SingleSignOn provider = client(Map.of("sso.test.issuer", server.baseUrl() + REALM + "/"));

        assertThat(value(provider.oauth()).openId().orElseThrow().issuer()).endsWith(REALM + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "userinfo_endpoint",
                "jwks_uri",
            })
    void learnsNothingFromHalfADocument(String missing) {
        serve(DISCOVERY, ok(document().replace('"' + missing + '"', "\"x\"")));

        assertThat(client(Map.of()).oauth()).isInstanceOf(Transient.class);
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
            serve(
                    DISCOVERY,
                    ok(document().replace(server.baseUrl() + REALM + "/protocol/openid-connect/" + path, url)));

            assertThat(client(Map.of()).oauth()).as(path).isInstanceOf(Transient.class);
        }
    }

    @Test
    void sendsNoSecretByHttpWhereTheIssuerIsHttps() {
        SmallRyeConfig config = configured(SsoConfig.class, settings(Map.of()));
        String https = "https://sso.example.com";
        serve(DISCOVERY, ok(document().replace("{\"issuer\":\"" + server.baseUrl() + REALM, "{\"issuer\":\"" + https)));

        Outcome<?> document =
                new Discovery(https, connection(server.baseUrl() + REALM, config, clock), clock).document();

        assertThat(document).isEqualTo(new Transient<>("discovery: an endpoint is missing, or not https"));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 304, 401, 403, 404, 410, 429, 500, 503})
    void sayThatNobodyKnowsWhileThereIsNoDocument(int status) {
        serve(DISCOVERY, aResponse().withStatus(status).withHeader("Location", elsewhere.baseUrl()));

        assertThat(client(Map.of()).oauth()).isEqualTo(new Transient<>("discovery: status " + status));
        assertThat(profile()).isEqualTo(new Transient<>("discovery: status " + status));
    }

    @Test
    void keepsTheDocumentAndTheOldOneWhileThereIsNoBetter() {
        SingleSignOn provider = client(Map.of());
        String token = value(provider.oauth()).tokenUrl();
        now = NOW.plus(Duration.ofMinutes(59));
        provider.oauth();
        server.verify(1, getRequestedFor(urlEqualTo(DISCOVERY)));

        for (ResponseDefinitionBuilder worse : List.of(
                aResponse().withStatus(503), ok("{}"), ok("<html>"), ok("x".repeat(1024 * 1024 + 1)), ok("null"))) {
            serve(DISCOVERY, worse);
            now = now.plus(Duration.ofMinutes(61));
            assertThat(value(provider.oauth()).tokenUrl()).isEqualTo(token);
        }
        server.verify(6, getRequestedFor(urlEqualTo(DISCOVERY)));
        // Not again at once.
        provider.oauth();
        server.verify(6, getRequestedFor(urlEqualTo(DISCOVERY)));

        serve(DISCOVERY, ok(document().replace("openid-connect/token", "new")));
        now = now.plus(Duration.ofMinutes(1));
        assertThat(value(provider.oauth()).tokenUrl()).endsWith("/new");
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    private static String document() {
        String realm = server.baseUrl() + REALM;
        String paths = realm + "/protocol/openid-connect/";
        return ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%sauth\",\"token_endpoint\":\"%stoken\","
                        + "\"userinfo_endpoint\":\"%suserinfo\",\"jwks_uri\":\"%scerts\","
                        + "\"revocation_endpoint\":\"%srevoke\",\"grant_types_supported\":[\"authorization_code\"]}")
                .formatted(realm, paths, paths, paths, paths, paths);
    }

    @Override
    protected SingleSignOn client(Map<String, String> settings) {
        SmallRyeConfig config = configured(SsoConfig.class, settings(settings));
        Installation installation =
                config.getConfigMapping(SsoConfig.class).sso().get("test");
        String issuer = installation.issuer();
        Connection provider = connection(Discovery.place(issuer), config, clock);
        Connection api =
                installation.apiUrl().map(url -> connection(url, config, clock)).orElse(provider);
        return new SingleSignOn("test", installation, new Discovery(issuer, provider, clock), api);
    }

    private static Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "sso.test.issuer", server.baseUrl() + REALM,
                "sso.test.client-id", "id",
                "sso.test.client-secret", "s3",
                "sso.test.trust-email", "true"));
        all.putAll(settings);
        return all;
    }
}
