package dev.rollcall.provider.google;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.FaultyProvider;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.google.GoogleConfig.Installation;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers as Google does, and one that answers as nobody should. */
@QuarkusTest
class GoogleTest extends FaultyProvider {

    private static final String ADA = """
            {"sub":"110169484474386276334","name":"Ada Lovelace","given_name":"Ada","family_name":"Lovelace",
             "picture":"https://lh3.googleusercontent.com/a/ada=s96-c","email":"ada@example.com","email_verified":true,
             "locale":"en","hd":"example.com"}""";

    @Override
    protected String path() {
        return "/v1/userinfo";
    }

    @Override
    protected String person() {
        return ADA;
    }

    @Test
    void describesAPerson() {
        serve(path(), ok(ADA));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "110169484474386276334",
                        Optional.empty(),
                        Optional.of("Ada Lovelace"),
                        Optional.of("https://lh3.googleusercontent.com/a/ada=s96-c"),
                        Optional.of("ada@example.com")));
    }

    @Test
    void asksOnce() {
        serve(path(), ok(ADA));

        client(Map.of()).profile(TOKEN, Optional.of("\"an etag\""));

        server.verify(
                1,
                getRequestedFor(urlEqualTo("/v1/userinfo"))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json"))
                        .withHeader("If-None-Match", absent()));
    }

    @Test
    void leavesOutWhatGoogleDoesNotSay() {
        serve(path(), ok("{\"sub\":\"1\",\"name\":null,\"picture\":\"javascript:alert(1)\"}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"email_verified\":false",
                "\"email_verified\":null",
                "\"email_verified\":1",
                "\"email_verified\":\"yes\"",
                "\"x\":true"
            })
    void takesOnlyAVerifiedAddress(String verified) {
        serve(path(), ok("{\"sub\":\"1\",\"email\":\"ada@example.com\"," + verified + "}"));

        assertThat(value(profile()).verifiedEmail()).isEmpty();
    }

    @Test
    void takesNoAddressThatIsNotBelieved() {
        serve(path(), ok(ADA));

        assertThat(value(profile(Map.of("google.test.trust-email", "false"))).verifiedEmail())
                .isEmpty();
    }

    @Test
    void knowsPeopleOfTheHostedDomainOnly() {
        Map<String, String> company = Map.of("google.test.hosted-domain", "Example.com");
        serve(path(), ok(ADA));
        assertThat(value(profile(company)).verifiedEmail()).contains("ada@example.com");

        serve(path(), ok(ADA.replace("\"hd\":\"example.com\"", "\"hd\":\"evil.example.com\"")));
        assertThat(profile(company)).isEqualTo(new NotFound<>());

        // An address in the domain is not enough: anybody may have a private account with it.
        serve(path(), ok(ADA.replace("\"hd\":", "\"x\":")));
        assertThat(profile(company)).isEqualTo(new NotFound<>());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":403,\"errors\":[{\"domain\":\"usageLimits\",\"reason\":\"rateLimitExceeded\"}]}}",
                "{\"error\":{\"code\":403,\"errors\":[{\"domain\":\"usageLimits\",\"reason\":\"userRateLimitExceeded\"}]}}",
                "{\"error\":{\"code\":403,\"errors\":[{\"domain\":\"usageLimits\",\"reason\":\"dailyLimitExceeded\"}]}}",
                "{\"error\":{\"code\":403,\"errors\":[{\"domain\":\"global\",\"reason\":\"quotaExceeded\"}]}}",
                "{\"error\":{\"code\":403,\"details\":[{\"reason\":\"RATE_LIMIT_EXCEEDED\"}]}}",
                "{\"error\":{\"code\":403,\"status\":\"RESOURCE_EXHAUSTED\"}}"
            })
    void tellsALimitFromARefusal(String body) {
        serve(path(), ok(body).withStatus(403));

        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"insufficient_scope\"}",
                "{\"error\":{\"errors\":[{\"reason\":\"insufficientPermissions\"}]}}",
                "{\"error\":{\"details\":[{\"reason\":\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\"}]}}"
            })
    void tellsAMissingScope(String body) {
        serve(path(), ok(body).withStatus(403));

        assertThat(profile()).isEqualTo(new InsufficientScope<>(Set.of("openid")));
    }

    @Test
    void doesNotTakeAWrongAddressForAPersonWhoIsGone() {
        serve(path(), problem(404, "Not Found"));

        assertThat(profile()).isEqualTo(new Transient<>("status 404: Not Found"));
    }

    @Test
    void knowsNoOrganizations() {
        assertThat(value(client(Map.of()).organizations(TOKEN))).isEmpty();
        assertThat(client(Map.of()).teams(TOKEN, "example.com")).isEqualTo(new NotFound<>());
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void isAuthorizedAsGoogleDocumentsIt() {
        Google google = google("com", Map.of("google.com.client-id", "id", "google.com.client-secret", "s3"));

        assertThat(google.name()).isEqualTo("com");
        assertThat(google.title()).isEqualTo("Google");
        assertThat(google.provider()).isEqualTo(IdentityProvider.GOOGLE);
        assertThat(google.instance()).isEqualTo("https://accounts.google.com");
        assertThat(value(google.oauth()))
                .isEqualTo(new OAuthRegistration(
                        "https://accounts.google.com/o/oauth2/v2/auth",
                        "https://oauth2.googleapis.com/token",
                        Optional.of(new Revocation("https://oauth2.googleapis.com/revoke", false)),
                        "id",
                        "s3",
                        ClientAuthentication.FORM,
                        List.of("openid", "email", "profile"),
                        Map.of("access_type", "offline", "prompt", "consent"),
                        Optional.of(new OpenId(
                                "https://accounts.google.com", "https://www.googleapis.com/oauth2/v3/certs"))));
    }

    @Test
    void offersAccountsOfTheHostedDomain() {
        OAuthRegistration registration =
                value(client(Map.of("google.test.hosted-domain", "example.com")).oauth());

        assertThat(registration.parameters()).containsEntry("hd", "example.com");
    }

    @Override
    protected Google client(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(elsewhereThanGoogle("test", server.baseUrl()));
        all.put("google.test.trust-email", "true");
        all.putAll(settings);
        return google("test", all);
    }

    private Google google(String name, Map<String, String> settings) {
        SmallRyeConfig config = configured(GoogleConfig.class, settings);
        Installation installation =
                config.getConfigMapping(GoogleConfig.class).google().get(name);
        return new Google(name, installation, connection(installation.userinfoUrl(), config));
    }

    static Map<String, String> elsewhereThanGoogle(String name, String url) {
        String prefix = "google." + name;
        return Map.of(
                prefix + ".issuer", url,
                prefix + ".authorization-url", url + "/o/oauth2/v2/auth",
                prefix + ".token-url", url + "/token",
                prefix + ".revocation-url", url + "/revoke",
                prefix + ".keys-url", url + "/certs",
                prefix + ".userinfo-url", url + "/v1/userinfo",
                prefix + ".client-id", "id",
                prefix + ".client-secret", "s3");
    }
}
