package dev.rollcall.provider.google;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.OpenId;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like Google. */
@QuarkusTest
class GoogleTest extends ProviderFaults {

    private static final String ADA = """
            {"sub":"110169484474386276334","name":"Ada Lovelace","given_name":"Ada","family_name":"Lovelace",
             "picture":"https://lh3.googleusercontent.com/a/ada=s96-c","email":"ada@example.com","email_verified":true,
             "locale":"en","hd":"example.com"}""";

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return google(api, connection, Map.of());
    }

    @Override
    protected String profilePath() {
        return "/v1/userinfo";
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
                        ok("{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\"}}").withStatus(403),
                        new Limited<>(NOW.plusSeconds(60))),
                new Refused(
                        ok("{\"error\":\"insufficient_scope\"}").withStatus(403),
                        new InsufficientScope<>(Set.of("openid"))),
                new Refused(
                        ok("{\"error\":{\"message\":\"Not Found\"}}").withStatus(404),
                        new Transient<>("status 404: Not Found")));
    }

    @Test
    void describesAPerson() {
        serve(profilePath(), ok(ADA));

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
        serve(profilePath(), ok(ADA));

        client().profile(TOKEN, Optional.of("\"an etag\""));

        SERVER.verify(
                1,
                getRequestedFor(urlEqualTo("/api/v1/userinfo"))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json"))
                        .withHeader("If-None-Match", absent()));
    }

    @Test
    void leavesOutWhatGoogleDoesNotSay() {
        serve(profilePath(), ok("{\"sub\":\"1\",\"name\":null,\"picture\":\"javascript:alert(1)\"}"));

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
        serve(profilePath(), ok("{\"sub\":\"1\",\"email\":\"ada@example.com\"," + verified + "}"));

        assertThat(value(profile()).verifiedEmail()).isEmpty();
    }

    @Test
    void takesNoAddressThatIsNotBelieved() {
        serve(profilePath(), ok(ADA));

        assertThat(value(profile(google(Map.of("google.test.trust-email", "false"))))
                        .verifiedEmail())
                .isEmpty();
    }

    @Test
    void knowsPeopleOfTheHostedDomainOnly() {
        Map<String, String> company = Map.of("google.test.hosted-domain", "Example.com");
        serve(profilePath(), ok(ADA));
        assertThat(value(profile(google(company))).verifiedEmail()).contains("ada@example.com");

        serve(profilePath(), ok(ADA.replace("\"hd\":\"example.com\"", "\"hd\":\"evil.example.com\"")));
        assertThat(profile(google(company))).isEqualTo(new NotFound<>("Choose an account of Example.com."));

        serve(profilePath(), ok(ADA.replace("\"hd\":\"example.com\"", "\"hd\":\"\u212aiss.example\"")));
        assertThat(profile(google(Map.of("google.test.hosted-domain", "kiss.example"))))
                .isEqualTo(new NotFound<>("Choose an account of kiss.example."));

        // An address in the domain is not enough: a private Google account can have one.
        serve(profilePath(), ok(ADA.replace("\"hd\":", "\"x\":")));
        assertThat(profile(google(company))).isEqualTo(new NotFound<>("Choose an account of Example.com."));
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
        serve(profilePath(), ok(body).withStatus(403));

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
        serve(profilePath(), ok(body).withStatus(403));

        assertThat(profile()).isEqualTo(new InsufficientScope<>(Set.of("openid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "\" 1\"", "\"a\\u0000b\""})
    void learnsNothingFromAPersonWithoutAnId(String subject) {
        serve(profilePath(), ok("{\"sub\":" + subject + "}"));

        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @Test
    void knowsNoOrganizations() {
        assertThat(value(client().organizations(TOKEN))).isEmpty();
        assertThat(client().teams(TOKEN, "example.com")).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void isAuthorizedAsGoogleDocumentsIt() {
        Map<String, String> settings = Map.of("google.com.client-id", "id", "google.com.client-secret", "s3");
        Google google = new Google(
                "com",
                ProviderSettings.of(GoogleConfig.class, settings).google().get("com"),
                connection(api()));

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
                value(google(Map.of("google.test.hosted-domain", "example.com")).oauth());

        assertThat(registration.parameters()).containsEntry("hd", "example.com");
    }

    private Google google(Map<String, String> settings) {
        return google(api(), connection(api()), settings);
    }

    private static Google google(String api, Connection connection, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(elsewhereThanGoogle("test", api));
        all.put("google.test.trust-email", "true");
        all.putAll(settings);
        return new Google(
                "test", ProviderSettings.of(GoogleConfig.class, all).google().get("test"), connection);
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
