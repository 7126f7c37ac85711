package dev.rollcall.provider.azuredevops;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.FaultyProvider;
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
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.azuredevops.AzureDevOpsConfig.Installation;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers as Azure DevOps does, and one that answers as nobody should. */
@QuarkusTest
class AzureDevOpsTest extends FaultyProvider {

    private static final String ID = "d6245f20-2af8-44f4-9451-8107cb2767db";
    private static final String ACCOUNTS = "/_apis/accounts?memberId=" + ID + "&api-version=7.1";
    private static final String SIGN_IN_PAGE = "<!DOCTYPE html><html><title>Azure DevOps Services | Sign In</title>";

    private static final String ADA = """
            {"displayName":"Ada Lovelace","publicAlias":"%1$s","emailAddress":"ada@example.com","coreRevision":1647,
             "timeStamp":"2026-02-20T10:10:10.55+00:00","id":"%1$s","revision":1647}""".formatted(ID);

    private static final String FABRIKAM = "6affcbef-fe5d-44c6-8a29-439b79aaa118";
    private static final String CONTOSO = "bf83696f-383b-4980-95b5-1f1127640a8a";

    @Override
    protected String path() {
        return "/_apis/profile/profiles/me";
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
                        ID,
                        Optional.of("ada@example.com"),
                        Optional.of("Ada Lovelace"),
                        Optional.empty(),
                        Optional.empty()));
        server.verify(
                1,
                getRequestedFor(urlEqualTo(path() + "?api-version=7.1"))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json")));
    }

    @Test
    void leavesOutWhatAzureDevOpsDoesNotSay() {
        serve(path(), ok("{\"id\":\"" + ID + "\",\"displayName\":null}"));

        assertThat(value(profile()))
                .isEqualTo(new ProviderProfile(
                        ID, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void takesAPageForBrowsersAsARefusal() {
        serve(
                path(),
                aResponse()
                        .withStatus(203)
                        .withHeader("Content-Type", "text/html; charset=utf-8")
                        .withBody(SIGN_IN_PAGE));
        assertThat(profile()).isEqualTo(new Revoked<>());

        serve(
                path(),
                aResponse()
                        .withStatus(302)
                        .withHeader("Location", elsewhere.baseUrl() + "/_signin?realm=dev.azure.com"));
        assertThat(profile()).isEqualTo(new Revoked<>());
    }

    @Test
    void doesNotTakeEveryStrangePageAsARefusal() {
        serve(path(), ok(ADA).withStatus(203));
        assertThat(profile()).isEqualTo(new Transient<>("status 203"));

        serve(path(), ok(SIGN_IN_PAGE).withHeader("Content-Type", "text/html"));
        assertThat(profile()).isInstanceOf(Transient.class);

        serve(path(), aResponse().withStatus(302).withHeader("Location", elsewhere.baseUrl() + "/maintenance"));
        assertThat(profile()).isEqualTo(new Transient<>("status 302"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void waitsIfItIsBlocked(int status) {
        serve(path(), problem(status, "TF400733: The request has been canceled: Request was blocked"));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(60)));

        serve(
                path(),
                problem(status, "TF400733: The request has been canceled: Request was blocked")
                        .withHeader(
                                "X-RateLimit-Reset",
                                String.valueOf(NOW.plusSeconds(90).getEpochSecond())));
        assertThat(profile()).isEqualTo(new Limited<>(NOW.plusSeconds(90)));
    }

    @Test
    void hasNothingLeftUntilItIsToldToGoOn() {
        serve(path(), ok(ADA).withHeader("Retry-After", "30"));
        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(200, 0, NOW.plusSeconds(30)));

        serve(
                path(),
                ok(ADA).withHeader("Retry-After", "30")
                        .withHeader("X-RateLimit-Limit", "300")
                        .withHeader("X-RateLimit-Remaining", "12")
                        .withHeader("X-RateLimit-Reset", "0"));
        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(300, 0, NOW.plusSeconds(30)));
    }

    @Test
    void saysWhatIsLeftOfTheQuota() {
        serve(
                path(),
                ok(ADA).withHeader("X-RateLimit-Limit", "200")
                        .withHeader("X-RateLimit-Remaining", "12")
                        .withHeader(
                                "X-RateLimit-Reset",
                                String.valueOf(NOW.plusSeconds(90).getEpochSecond())));

        assertThat(((Ok<ProviderProfile>) profile()).quota()).contains(new Quota(200, 12, NOW.plusSeconds(90)));
    }

    @Test
    void tellsWhoHasNoProfile() {
        serve(path(), problem(404, "Profile does not exist"));

        assertThat(profile()).isEqualTo(new NotFound<>());
        assertThat(client(Map.of()).organizations(TOKEN)).isEqualTo(new NotFound<>());
    }

    // --------------------------------------------------------------------------------------------------------- lists

    @ParameterizedTest
    @ValueSource(strings = {"{\"count\":2,\"value\":%s}", "%s"})
    void listsOrganizations(String form) {
        serve(path(), ok(ADA));
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
        serve(path(), ok(ADA));
        serve(ACCOUNTS, ok(accounts(1)).withHeader("x-ms-continuationtoken", "a b&c=http://d/"));
        serve(ACCOUNTS + "&continuationToken=a+b%26c%3Dhttp%3A%2F%2Fd%2F", ok(accounts(2)));

        assertThat(value(organizations())).hasSize(3);
        server.verify(3, getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TOKEN)));
    }

    @Test
    void givesUpAListThatDoesNotEnd() {
        serve(path(), ok(ADA));
        serve("/_apis/accounts", ok(accounts(1)).withHeader("x-ms-continuationtoken", "again"));
        assertThat(organizations()).isEqualTo(new Transient<>("a list that does not end"));
        server.verify(50, getRequestedFor(urlPathEqualTo("/_apis/accounts")));

        serve("/_apis/accounts", ok(accounts(1)).withHeader("x-ms-continuationtoken", "x".repeat(1001)));
        assertThat(organizations()).isEqualTo(new Transient<>("a continuation that is too long"));

        serve("/_apis/accounts", ok(accounts(1000)).withHeader("x-ms-continuationtoken", "again"));
        assertThat(organizations()).isEqualTo(new Transient<>("a list that does not end"));
    }

    @Test
    void doesNotGoOnWhenToldToWait() {
        serve(path(), ok(ADA).withHeader("Retry-After", "30"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(30)));
        server.verify(0, getRequestedFor(urlPathEqualTo("/_apis/accounts")));

        serve(path(), ok(ADA));
        serve(
                "/_apis/accounts",
                ok(accounts(1)).withHeader("x-ms-continuationtoken", "more").withHeader("Retry-After", "40"));
        assertThat(organizations()).isEqualTo(new Limited<>(NOW.plusSeconds(40)));
        server.verify(1, getRequestedFor(urlPathEqualTo("/_apis/accounts")));

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
    void learnsNothingFromABodyThatIsNoList(String body) {
        serve(path(), ok(ADA));
        serve("/_apis/accounts", ok(body));

        assertThat(organizations()).isInstanceOf(Transient.class);
    }

    @Test
    void readsNoHalfList() {
        serve(path(), ok(ADA));
        serve(ACCOUNTS, ok(accounts(1)).withHeader("x-ms-continuationtoken", "2"));
        for (ResponseDefinitionBuilder broken : List.of(
                aResponse().withStatus(500),
                aResponse().withStatus(304),
                ok("<html>"),
                aResponse().withStatus(307).withHeader("Location", elsewhere.baseUrl()))) {
            serve(ACCOUNTS + "&continuationToken=2", broken);
            assertThat(organizations()).isInstanceOf(Transient.class);
        }
        serve(ACCOUNTS + "&continuationToken=2", aResponse().withStatus(401));
        assertThat(organizations()).isEqualTo(new Revoked<>());
    }

    @Test
    void knowsNoTeams() {
        assertThat(client(Map.of()).teams(TOKEN, "Fabrikam")).isEqualTo(new NotFound<>());
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------- authority

    @Test
    void isAuthorizedThroughEntra() {
        AzureDevOps azureDevOps = azureDevOps(
                "com",
                Map.of(
                        "azure-devops.com.tenant", "organizations",
                        "azure-devops.com.client-id", "id",
                        "azure-devops.com.client-secret", "s3"));

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

    private Outcome<List<ProviderOrganization>> organizations() {
        Outcome<List<ProviderOrganization>> outcome = client(Map.of()).organizations(TOKEN);
        assertThat(outcome.toString()).doesNotContain(TOKEN);
        return outcome;
    }

    private static String accounts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"accountId\":\"" + FABRIKAM + "\",\"accountName\":\"a\"}")
                .collect(Collectors.joining(",", "{\"count\":" + count + ",\"value\":[", "]}"));
    }

    @Override
    protected AzureDevOps client(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "azure-devops.test.tenant", "organizations",
                "azure-devops.test.login-url", server.baseUrl(),
                "azure-devops.test.profile-url", server.baseUrl(),
                "azure-devops.test.client-id", "id",
                "azure-devops.test.client-secret", "s3"));
        all.putAll(settings);
        return azureDevOps("test", all);
    }

    private AzureDevOps azureDevOps(String name, Map<String, String> settings) {
        SmallRyeConfig config = configured(AzureDevOpsConfig.class, settings);
        Installation installation =
                config.getConfigMapping(AzureDevOpsConfig.class).azureDevops().get(name);
        return new AzureDevOps(name, installation, connection(installation.profileUrl(), config));
    }
}
