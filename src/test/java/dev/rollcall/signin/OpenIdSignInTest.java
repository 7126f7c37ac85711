package dev.rollcall.signin;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People sign in with OpenID Connect, where the provider signs an ID token. */
@QuarkusTest
@Tag("postgresql")
class OpenIdSignInTest {

    private static final String PAGE = "/signin/" + ProvidersResource.SSO;
    private static final String ISSUER = ProvidersResource.url() + "/sso";
    private static final PublicJsonWebKey KEY = TestIssuer.newKey();

    private final String subject = UUID.randomUUID().toString();
    private final Browser browser = new Browser();
    private final TestIssuer signer = new TestIssuer("open-id-sign-in");
    private final WireMock server =
            new WireMock(URI.create(ISSUER).getHost(), URI.create(ISSUER).getPort());

    @BeforeEach
    void serve() {
        server.register(get(urlPathEqualTo("/sso/.well-known/openid-configuration"))
                .willReturn(okJson(("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\","
                                + "\"token_endpoint\":\"%s/token\",\"userinfo_endpoint\":\"%s/userinfo\","
                                + "\"jwks_uri\":\"%s/keys\",\"grant_types_supported\":[\"authorization_code\"]}")
                        .formatted(ISSUER, ISSUER, ISSUER, ISSUER, ISSUER))));
        server.register(get(urlPathEqualTo("/sso/keys"))
                .willReturn(okJson(new JsonWebKeySet(KEY).toJson(OutputControlLevel.PUBLIC_ONLY))));
        server.register(get(urlPathEqualTo("/sso/userinfo"))
                .withHeader("Authorization", containing(subject))
                .willReturn(okJson("{\"sub\":\"" + subject + "\",\"preferred_username\":\"ada\",\"email\":\"" + subject
                        + "@example.com\",\"email_verified\":true}")));
    }

    @Test
    void signsInWhoTheIdTokenIsAbout() {
        Response arrival = signIn(Map.of());

        assertThat(arrival.statusCode()).as(arrival.asString()).isEqualTo(303);
        assertThat(Database.count("identity where provider = 'SAML' and instance = ? and subject = ?", ISSUER, subject))
                .isEqualTo(1);
        assertThat(browser.get("/account/identities").statusCode()).isEqualTo(200);
    }

    /** AD FS: its UserInfo endpoint returns the subject only, and its ID token the rest. */
    @Test
    void knowsFromTheIdTokenWhatTheUserInfoEndpointDoesNotSay() {
        server.register(get(urlPathEqualTo("/sso/userinfo"))
                .withHeader("Authorization", containing(subject))
                .willReturn(okJson("{\"sub\":\"" + subject + "\",\"name\":5}")));
        String login = Rows.unique("grace");

        Response arrival = signIn(Map.of(
                "upn",
                login + "@corp.example",
                "name",
                "Grace Example",
                "email",
                login + "@example.com",
                "email_verified",
                "true"));

        assertThat(arrival.statusCode()).as(arrival.asString()).isEqualTo(303);
        assertThat(Database.value(
                        String.class,
                        "select o.name || '/' || u.name || '/' || u.email from app_user u"
                                + " join owner_name o on o.user_id = u.id join identity i on i.user_id = u.id"
                                + " where i.subject = ?",
                        subject))
                .isEqualTo(login + "-corp-example/Grace Example/" + login + "@example.com");
    }

    @Test
    void refusesAnIdTokenOfAnotherSignIn() {
        assertRefused(signIn(Map.of("nonce", "another")));
    }

    @Test
    void refusesAnIdTokenAboutSomebodyElse() {
        assertRefused(signIn(Map.of("sub", UUID.randomUUID().toString())));
    }

    @Test
    void refusesAnIdTokenForSomebodyElse() {
        assertRefused(signIn(Map.of("aud", "another")));
    }

    private void assertRefused(Response page) {
        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.asString()).contains("Rollcall could not verify who signed in");
        assertThat(Database.count("identity where subject = ?", subject)).isZero();
        assertThat(browser.get("/account/identities").statusCode()).isEqualTo(303);
    }

    private Response signIn(Map<String, Object> changes) {
        Map<String, String> asked = Browser.query(browser.submit(PAGE, PAGE, Map.of()));
        Map<String, Object> claims = new HashMap<>(signer.claims(subject));
        claims.put("iss", ISSUER);
        claims.put("aud", "test-client");
        claims.put("nonce", asked.get("nonce"));
        claims.putAll(changes);
        server.register(post(urlPathEqualTo("/sso/token"))
                .withRequestBody(containing("code=" + subject))
                .willReturn(okJson("{\"access_token\":\"" + subject + "\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + signer.sign(claims, KEY) + "\"}")));
        return browser.get(PAGE + "/callback?code=" + subject + "&state=" + asked.get("state"));
    }
}
