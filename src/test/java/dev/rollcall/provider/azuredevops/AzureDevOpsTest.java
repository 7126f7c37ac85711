package dev.rollcall.provider.azuredevops;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Revoked;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.signup.Newcomer;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like Azure DevOps. */
@QuarkusTest
class AzureDevOpsTest extends ProviderFaults {

    private static final String ID = "d6245f20-2af8-44f4-9451-8107cb2767db";
    private static final String ACCOUNTS = "/_apis/accounts?memberId=" + ID + "&api-version=7.1";
    private static final String SIGN_IN_PAGE = "<!DOCTYPE html><html><title>Azure DevOps Services | Sign In</title>";

    private static final String ADA = """
            {"displayName":"Ada Lovelace","publicAlias":"%1$s","emailAddress":"ada@example.com","coreRevision":1647,
             "timeStamp":"2026-02-20T10:10:10.55+00:00","id":"%1$s","revision":1647}""".formatted(ID);

    private static final String FABRIKAM = "6affcbef-fe5d-44c6-8a29-439b79aaa118";
    private static final String CONTOSO = "bf83696f-383b-4980-95b5-1f1127640a8a";

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return new AzureDevOps(
                "test",
                ProviderSettings.of(
                                AzureDevOpsConfig.class,
                                Map.of(
                                        "azure-devops.test.tenant", "organizations",
                                        "azure-devops.test.login-url", api,
                                        "azure-devops.test.profile-url", api,
                                        "azure-devops.test.client-id", "id",
                                        "azure-devops.test.client-secret", "s3"))
                        .azureDevops()
                        .get("test"),
                connection);
    }

    @Override
    protected String profilePath() {
        return "/_apis/profile/profiles/me";
    }

    @Override
    protected Optional<String> organizationsPath() {
        return Optional.of("/_apis/accounts");
    }

    @Override
    protected ResponseDefinitionBuilder person() {
        return ok(ADA);
    }

    @Override
    protected ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers) {
        ResponseDefinitionBuilder page = ok(accounts(numbers.length));
        next.ifPresent(token -> page.withHeader("x-ms-continuationtoken", token));
        return page;
    }

    @Override
    protected String pagePath(String next) {
        return ACCOUNTS + "&continuationToken=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    @Override
    protected Outcome<?> missing() {
        return new NotFound<>(
                "Open https://dev.azure.com in your browser and sign in, so that your account gets a profile"
                        + " there. If you have one, choose the account that has it.");
    }

    @Override
    protected List<Refused> refusals() {
        return List.of(
                new Refused(
                        aResponse()
                                .withStatus(203)
                                .withHeader("Content-Type", "text/html; charset=utf-8")
                                .withBody(SIGN_IN_PAGE),
                        new Revoked<>()),
                new Refused(
                        aResponse()
                                .withStatus(302)
                                .withHeader("Location", ELSEWHERE.baseUrl() + "/_signin?realm=dev.azure.com"),
                        new Revoked<>()),
                new Refused(
                        problem(503, "TF400733: The request has been canceled: Request was blocked"),
                        new Limited<>(NOW.plusSeconds(60))));
    }

    // ------------------------------------------------------------------------------------------------------ profiles

    @Test
    void givesPeopleWithoutAnAddressALoginFromTheirName() {
        serve(profilePath(), ok(ADA.replace("\"emailAddress\":\"ada@example.com\",", "")));

        ProviderProfile ada = value(profile());

        assertThat(ada.login()).isEmpty();
        assertThat(Newcomer.of(client(), ada, false).ownerName()).isEqualTo("Ada-Lovelace");
    }

    @Test
    void describesAPerson() {
        serve(profilePath(), ok(ADA));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        ID,
                        Optional.of("ada@example.com"),
                        Optional.of("Ada Lovelace"),
                        Optional.empty(),
                        Optional.empty()));
        SERVER.verify(
                1,
                getRequestedFor(urlEqualTo("/api" + profilePath() + "?api-version=7.1"))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json")));
    }

    @Test
    void leavesOutWhatAzureDevOpsDoesNotSay() {
        serve(profilePath(), ok("{\"id\":\"" + ID + "\",\"displayName\":null}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        ID, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "\"\"", "\" 1\"", "\"a\\u0000b\""})
    void learnsNothingFromAPersonWithoutAnId(String id) {
        serve(profilePath(), ok("{\"id\":" + id + "}"));

        assertThat(profile()).isInstanceOf(Transient.class);
    }

    @Test
    void doesNotTakeEveryStrangePageAsARefusal() {
        serve(profilePath(), ok(ADA).withStatus(203));
        assertThat(profile()).isEqualTo(new Transient<>("status 203"));

        serve(profilePath(), ok(SIGN_IN_PAGE).withHeader("Content-Type", "text/html"));
        assertThat(profile()).isInstanceOf(Transient.class);

        serve(profilePath(), aResponse().withStatus(302).withHeader("Location", ELSEWHERE.baseUrl() + "/maintenance"));
        assertThat(profile()).isEqualTo(new Transient<>("status 302"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void waitsIfItIsBlocked(int status) {
        serve(profilePath(), problem(status, "TF400733: The request has been canceled: Request was blocked"));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(60)));

        serve(
                profilePath(),
                problem(status, "TF400733: The request has been canceled: Request was blocked")
                        .withHeader(
                                "X-RateLimit-Reset",
                                String.valueOf(NOW.plusSeconds(90).getEpochSecond())));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(90)));
    }

    @Test
    void hasNothingLeftUntilItIsToldToGoOn() {
        serve(profilePath(), ok(ADA).withHeader("Retry-After", "30"));
        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(200, 0, NOW.plusSeconds(30)));

        serve(
                profilePath(),
                ok(ADA).withHeader("Retry-After", "30")
                        .withHeader("X-RateLimit-Limit", "300")
                        .withHeader("X-RateLimit-Remaining", "12")
                        .withHeader("X-RateLimit-Reset", "0"));
        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(300, 0, NOW.plusSeconds(30)));
    }

    @Test
    void saysWhatIsLeftOfTheQuota() {
        serve(
                profilePath(),
                ok(ADA).withHeader("X-RateLimit-Limit", "200")
                        .withHeader("X-RateLimit-Remaining", "12")
                        .withHeader(
                                "X-RateLimit-Reset",
                                String.valueOf(NOW.plusSeconds(90).getEpochSecond())));

        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(200, 12, NOW.plusSeconds(90)));
    }

    @Test
    void tellsWhoHasNoProfile() {
        serve(profilePath(), problem(404, "Profile does not exist"));

        assertThat(profile()).isEqualTo(missing());
        assertThat(client().organizations(TOKEN)).isEqualTo(missing());
    }

    // --------------------------------------------------------------------------------------------------------- lists

    @ParameterizedTest
    @ValueSource(strings = {"{\"count\":2,\"value\":%s}", "%s"})
    void listsOrganizations(String form) {
        serve(profilePath(), ok(ADA));
        serve(ACCOUNTS, ok(form.formatted("""
                [{"accountId":"%s","accountUri":"https://vssps.dev.azure.com/Fabrikam/","accountName":"Fabrikam",
                  "properties":{}},
                 {"accountId":"%s","accountName":"Contoso"}]""".formatted(FABRIKAM, CONTOSO))));

        assertThat(value(organizations()))
                .containsExactly(
                        new ProviderOrganization(FABRIKAM, "Fabrikam", Optional.empty(), Optional.empty(), false),
                        new ProviderOrganization(CONTOSO, "Contoso", Optional.empty(), Optional.empty(), false));
    }

    @Test
    void asksForTheRestOfAList() {
        serve(profilePath(), ok(ADA));
        serve(ACCOUNTS, ok(accounts(1)).withHeader("x-ms-continuationtoken", "a b&c=http://d/"));
        serve(ACCOUNTS + "&continuationToken=a+b%26c%3Dhttp%3A%2F%2Fd%2F", ok(accounts(2)));

        assertThat(value(organizations())).hasSize(3);
        SERVER.verify(3, getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TOKEN)));
    }

    @Test
    void sendsNoContinuationTokenThatIsTooLong() {
        assertThat(organizationsFrom(organizations(Optional.of("x".repeat(1001)), 1)))
                .isEqualTo(new Transient<>("the continuation token is longer than 1000 characters"));
        SERVER.verify(1, getRequestedFor(urlPathEqualTo("/api/_apis/accounts")));
    }

    @Test
    void doesNotGoOnWhenToldToWait() {
        serve(profilePath(), ok(ADA).withHeader("Retry-After", "30"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(30)));
        SERVER.verify(0, getRequestedFor(urlPathEqualTo("/api/_apis/accounts")));

        serve(profilePath(), ok(ADA));
        serve(
                "/_apis/accounts",
                ok(accounts(1)).withHeader("x-ms-continuationtoken", "more").withHeader("Retry-After", "40"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(40)));
        SERVER.verify(1, getRequestedFor(urlPathEqualTo("/api/_apis/accounts")));

        serve("/_apis/accounts", ok(accounts(1)).withHeader("Retry-After", "40"));
        assertThat(((Ok<List<ProviderOrganization>>) organizations()).quota())
                .contains(new Quota(200, 0, NOW.plusSeconds(40)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"count\":1}",
                "{\"count\":1,\"value\":{}}",
                "[null]",
                "[[]]",
                "[1]",
                "[{\"accountId\":\"6affcbef-fe5d-44c6-8a29-439b79aaa118\"}]",
                "[{\"accountName\":\"a\"}]",
                "[{\"accountId\":\"1\",\"accountName\":\"a\"}]",
                "[{\"accountId\":1,\"accountName\":\"a\"}]",
                "[{\"accountId\":\"6affcbef-fe5d-44c6-8a29-439b79aaa118\",\"accountName\":\"a\"},",
                "<html>"
            })
    void learnsNothingFromAListWithAnOrganizationThatIsNone(String body) {
        serve(profilePath(), ok(ADA));
        serve("/_apis/accounts", ok(body));

        assertThat(organizations()).isInstanceOf(Transient.class);
    }

    @Test
    void knowsNoTeams() {
        assertThat(client().teams(TOKEN, "Fabrikam")).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------- authority

    @Test
    void isAuthorizedThroughEntra() {
        Map<String, String> settings = Map.of(
                "azure-devops.com.tenant", "organizations",
                "azure-devops.com.client-id", "id",
                "azure-devops.com.client-secret", "s3");
        AzureDevOps azureDevOps = new AzureDevOps(
                "com",
                ProviderSettings.of(AzureDevOpsConfig.class, settings)
                        .azureDevops()
                        .get("com"),
                connection(api()));

        assertThat(azureDevOps.name()).isEqualTo("com");
        assertThat(azureDevOps.title()).isEqualTo("Azure DevOps");
        assertThat(azureDevOps.provider()).isEqualTo(IdentityProvider.AZURE_DEVOPS);
        assertThat(azureDevOps.instance()).isEqualTo("https://app.vssps.visualstudio.com");
        assertThat(value(azureDevOps.oauth()))
                .isEqualTo(new OAuthRegistration(
                        "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize",
                        "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
                        Optional.empty(),
                        "id",
                        "s3",
                        ClientAuthentication.FORM,
                        List.of("499b84ac-1321-427f-aa17-267ca6975798/.default", "offline_access"),
                        Map.of(),
                        Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    private static String accounts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"accountId\":\"" + FABRIKAM + "\",\"accountName\":\"a\"}")
                .collect(Collectors.joining(",", "{\"count\":" + count + ",\"value\":[", "]}"));
    }

    private static ResponseDefinitionBuilder problem(int status, String message) {
        return ok("{\"message\":\"" + message + "\"}").withStatus(status);
    }
}
