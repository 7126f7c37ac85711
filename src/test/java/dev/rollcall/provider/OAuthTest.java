package dev.rollcall.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rollcall.provider.OAuth.Grant;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.RegistrationRefused;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class OAuthTest {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance().build();

    private static final String REDIRECT = "https://rollcall.example.com/signin/test/callback";
    private static final String SECRET = "s3cr3t/+";
    private static final ProviderToken OLD = new ProviderToken("old-access", "old-refresh", null, "read write");

    @Inject
    OAuth oauth;

    @Test
    void sendsPeopleToConsentWithEverythingThatBindsTheAnswerToThem() {
        URI url = oauth.authorizationUrl(form(), REDIRECT, "st&te", "challenge", "nonce");

        assertThat(url)
                .hasToString(SERVER.baseUrl() + "/authorize?response_type=code&client_id=client"
                        + "&redirect_uri=https%3A%2F%2Frollcall.example.com%2Fsignin%2Ftest%2Fcallback"
                        + "&scope=read+write&state=st%26te&code_challenge=challenge&code_challenge_method=S256"
                        + "&prompt=consent");
    }

    @Test
    void asksForTheNonceWhereThereIsAnIdToken() {
        OAuthRegistration registration =
                registration(ClientAuthentication.FORM, Optional.empty(), Optional.of(new OpenId("issuer", "keys")));

        assertThat(oauth.authorizationUrl(registration, REDIRECT, "state", "challenge", "the-nonce"))
                .hasParameter("nonce", "the-nonce");
    }

    @Test
    void exchangesACode() {
        serve(json("""
                {"access_token":"a","refresh_token":"r","id_token":"i","token_type":"bearer","expires_in":7200,
                 "scope":"read,write"}"""));
        Instant before = Instant.now();

        Grant grant = value(oauth.exchange(form(), "the-code", "verifier", REDIRECT));

        assertThat(grant.idToken()).contains("i");
        assertThat(grant.token().accessToken()).isEqualTo("a");
        assertThat(grant.token().refreshToken()).isEqualTo("r");
        assertThat(grant.token().scopes()).isEqualTo("read write");
        assertThat(grant.token().expiresAt())
                .isBetween(before.plusSeconds(7200), Instant.now().plusSeconds(7200));
        SERVER.verify(postRequestedFor(urlEqualTo("/token"))
                .withHeader("Accept", equalTo("application/json"))
                .withoutHeader("Authorization")
                .withFormParam("grant_type", equalTo("authorization_code"))
                .withFormParam("code", equalTo("the-code"))
                .withFormParam("code_verifier", equalTo("verifier"))
                .withFormParam("redirect_uri", equalTo(REDIRECT))
                .withFormParam("client_id", equalTo("client"))
                .withFormParam("client_secret", equalTo(SECRET)));
    }

    @Test
    void provesItselfByTheHeaderWhereThatIsWanted() {
        serve(json("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"));
        OAuthRegistration registration = registration(ClientAuthentication.BASIC, Optional.empty(), Optional.empty());

        Grant grant = value(oauth.exchange(registration, "code", "verifier", REDIRECT));

        assertThat(grant.idToken()).isEmpty();
        assertThat(grant.token()).isEqualTo(new ProviderToken("a", null, null, "read write"));
        SERVER.verify(
                postRequestedFor(urlEqualTo("/token")).withBasicAuth(new BasicCredentials("client", "s3cr3t%2F%2B")));
    }

    @Test
    void exchangesARefreshTokenAndTakesTheNewPair() {
        serve(json("{\"access_token\":\"a\",\"refresh_token\":\"r\",\"scopes\":\"account email\"}"));

        assertThat(value(oauth.refresh(form(), OLD, REDIRECT)))
                .isEqualTo(new ProviderToken("a", "r", null, "account email"));

        SERVER.verify(postRequestedFor(urlEqualTo("/token"))
                .withFormParam("grant_type", equalTo("refresh_token"))
                .withFormParam("refresh_token", equalTo("old-refresh"))
                .withFormParam("redirect_uri", equalTo(REDIRECT))
                .withFormParam("scope", equalTo("read write")));
    }

    @Test
    void keepsTheRefreshTokenThatIsNotReplaced() {
        serve(json("{\"access_token\":\"a\",\"refresh_token\":\"\"}"));

        assertThat(value(oauth.refresh(form(), OLD, REDIRECT)))
                .isEqualTo(new ProviderToken("a", "old-refresh", null, "read write"));
    }

    @Test
    void cannotRefreshWithoutARefreshToken() {
        assertThat(oauth.refresh(form(), new ProviderToken("a", null, null, ""), REDIRECT))
                .isInstanceOf(Revoked.class);
        SERVER.verify(0, postRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({"400,invalid_grant", "401,invalid_grant", "200,bad_refresh_token", "200,bad_verification_code"})
    void tellsATokenThatIsNoGood(int status, String error) {
        serve(json("{\"error\":\"" + error + "\",\"error_description\":\"...\"}")
                .withStatus(status));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isInstanceOf(Revoked.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, interaction_required, AADSTS50076: Due to a configuration change you must use a second factor",
        "400, consent_required, AADSTS65001: The user has not consented",
        "400, login_required, ",
        "400, account_selection_required, ",
        "200, unverified_user_email, The primary email must be verified",
        // Entra's newer endpoints call what conditional access wants an invalid grant.
        "400, invalid_grant, AADSTS50076: Due to a configuration change you must use a second factor",
        "400, invalid_grant, AADSTS53003: Access has been blocked by Conditional Access policies"
    })
    void tellsWhatOnePersonHasToDoFirst(int status, String error, String description) {
        serve(json("{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}")
                .withStatus(status));

        assertThat(List.of(oauth.refresh(form(), OLD, REDIRECT), oauth.exchange(form(), "code", "verifier", REDIRECT)))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                ActionRequired.class,
                                required -> assertThat(required.advice()).endsWith(".")));
    }

    @Test
    void tellsATokenOfEntraThatIsNoGood() {
        serve(json("{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS700082: The token has expired\"}")
                .withStatus(400));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isInstanceOf(Revoked.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_client",
        "400, unauthorized_client",
        "400, invalid_scope",
        "400, invalid_request",
        "401, deleted_client",
        "200, incorrect_client_credentials",
        "200, redirect_uri_mismatch"
    })
    void blamesNobodysTokenForWhatIsWrongWithTheRegistration(int status, String error) {
        serve(json("{\"error\":\"" + error + "\"}").withStatus(status));

        assertThat(oauth.refresh(form(), OLD, REDIRECT))
                .isEqualTo(new RegistrationRefused<>("status " + status + ": " + error));
    }

    @Test
    void logsTheNumberThatEntraGivesAMistake() {
        serve(json("{\"error\":\"invalid_client\",\"error_description\":"
                        + "\"AADSTS7000222: The provided client secret keys for app 'x' are expired.\"}")
                .withStatus(401));
        List<String> messages = new CopyOnWriteArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                messages.add(logged.getMessage() + Arrays.toString(logged.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger(OAuthErrors.class.getName()).addHandler(log);
        try {
            assertThat(oauth.refresh(form(), OLD, REDIRECT))
                    .isEqualTo(new RegistrationRefused<>("status 401: invalid_client AADSTS7000222"));
        } finally {
            Logger.getLogger(OAuthErrors.class.getName()).removeHandler(log);
        }

        assertThat(messages)
                .anySatisfy(message ->
                        assertThat(message).contains("AADSTS7000222", "secret").doesNotContain("app 'x'"));
    }

    @ParameterizedTest
    @CsvSource({"503,temporarily_unavailable", "400,something_new"})
    void blamesNobodyForWhatItDoesNotKnow(int status, String error) {
        serve(json("{\"error\":\"" + error + "\"}").withStatus(status));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isEqualTo(new Transient<>("status " + status + ": " + error));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"a\"",
                "<html>Sign in</html>",
                "",
                "{\"access_token\":7}",
                "{\"access_token\":\"a\",\"token_type\":\"mac\"}",
                "{\"access_token\":\"a"
            })
    void learnsNothingFromAnAnswerThatMakesNoSense(String body) {
        serve(json(body));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isInstanceOf(Transient.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void learnsNothingFromAConnectionThatBreaks(Fault fault) {
        serve(aResponse().withFault(fault));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isInstanceOf(Transient.class);
    }

    @Test
    void doesNotFollowToAnotherPlace() {
        serve(aResponse().withStatus(307).withHeader("Location", "http://example.com/token"));

        assertThat(oauth.refresh(form(), OLD, REDIRECT)).isEqualTo(new Transient<>("status 307"));
    }

    @Test
    void waitsAsLongAsTheServerWants() {
        serve(aResponse().withStatus(429).withHeader("Retry-After", "120").withBody("Retry later"));
        Instant before = Instant.now();

        assertThat(oauth.refresh(form(), OLD, REDIRECT))
                .isInstanceOfSatisfying(
                        Limited.class,
                        limited -> assertThat(limited.until())
                                .isBetween(
                                        before.plusSeconds(120), Instant.now().plusSeconds(120)));
    }

    @Test
    void takesAnyNumberForALifetime() {
        serve(json("{\"access_token\":\"a\",\"expires_in\":9223372036854775807}"));

        assertThat(value(oauth.refresh(form(), OLD, REDIRECT)).expiresAt())
                .isBefore(Instant.now().plus(Duration.ofDays(3651)));
    }

    @Test
    void givesBackTheRefreshToken() {
        serve(aResponse().withStatus(200));

        assertThat(value(oauth.revoke(revocable(false), OLD))).isTrue();

        SERVER.verify(postRequestedFor(urlEqualTo("/revoke"))
                .withFormParam("token", equalTo("old-refresh"))
                .withFormParam("client_secret", equalTo(SECRET)));
    }

    @Test
    void givesBackATokenOfGitHub() {
        serve(aResponse().withStatus(204));

        assertThat(value(oauth.revoke(revocable(true), new ProviderToken("a", null, null, ""))))
                .isTrue();

        SERVER.verify(deleteRequestedFor(urlEqualTo("/revoke"))
                .withBasicAuth(new BasicCredentials("client", SECRET))
                .withRequestBody(equalToJson("{\"access_token\":\"a\"}")));
    }

    @ParameterizedTest
    @CsvSource({"true,404,", "true,422,", "false,400,invalid_token", "false,400,invalid_grant"})
    void isContentWithATokenThatIsGoneAlready(boolean github, int status, String error) {
        serve(json("{\"error\":\"" + error + "\"}").withStatus(status));

        assertThat(value(oauth.revoke(revocable(github), OLD))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhenATokenCouldNotBeGivenBack(boolean github) {
        serve(aResponse().withStatus(502));

        assertThat(oauth.revoke(revocable(github), OLD)).isEqualTo(new Transient<>("status 502"));
    }

    @Test
    void hasNothingToDoWhereTokensCannotBeGivenBack() {
        assertThat(value(oauth.revoke(form(), OLD))).isFalse();
    }

    @Test
    void keepsTokensAndSecretsOutOfText() {
        assertThat(new Grant(OLD, Optional.of("id-token")).toString()).doesNotContain("old-", "id-token");
        assertThat(form().toString()).doesNotContain(SECRET);
    }

    private static OAuthRegistration form() {
        return registration(ClientAuthentication.FORM, Optional.empty(), Optional.empty());
    }

    private static OAuthRegistration revocable(boolean github) {
        return registration(
                ClientAuthentication.FORM,
                Optional.of(new Revocation(SERVER.baseUrl() + "/revoke", github)),
                Optional.empty());
    }

    private static OAuthRegistration registration(
            ClientAuthentication authentication, Optional<Revocation> revocation, Optional<OpenId> openId) {
        return new OAuthRegistration(
                SERVER.baseUrl() + "/authorize",
                SERVER.baseUrl() + "/token",
                revocation,
                "client",
                SECRET,
                authentication,
                List.of("read", "write"),
                Map.of("prompt", "consent"),
                openId);
    }

    private static void serve(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body);
    }

    private static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }
}
