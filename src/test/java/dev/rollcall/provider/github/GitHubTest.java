package dev.rollcall.provider.github;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.SsoRequired;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.ProviderTeam;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like GitHub. */
@QuarkusTest
class GitHubTest extends ProviderFaults {

    private static final String OCTOCAT = """
            {"login":"octocat","id":583231,"node_id":"MDQ6VXNlcjU4MzIzMQ==","type":"User","site_admin":false,
             "avatar_url":"https://avatars.githubusercontent.com/u/583231?v=4","gravatar_id":"","name":"The Octocat",
             "company":"@github","email":null,"plan":{"name":"free","space":976562499},"two_factor_authentication":true}""";

    private static final String EMAILS = """
            [{"email":"old@example.com","primary":false,"verified":true,"visibility":null},
             {"email":"octocat@example.com","primary":true,"verified":true,"visibility":"private"},
             {"email":"octocat@users.noreply.github.com","primary":false,"verified":true,"visibility":null}]""";

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return gitHub(connection, Map.of("github.test.trust-email", "false"));
    }

    @Override
    protected String profilePath() {
        return "/user";
    }

    @Override
    protected Optional<String> organizationsPath() {
        return Optional.of("/user/orgs");
    }

    @Override
    protected ResponseDefinitionBuilder person() {
        return ok(OCTOCAT);
    }

    @Override
    protected ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers) {
        ResponseDefinitionBuilder page = ok(organizations(numbers));
        next.ifPresent(url -> page.withHeader("Link", "<" + url + ">; rel=\"next\""));
        return page;
    }

    @Override
    protected List<Refused> refusals() {
        return List.of(
                new Refused(
                        problem(403, "slow down").withHeader("Retry-After", "7"), new Limited<>(NOW.plusSeconds(7))),
                new Refused(
                        problem(403, "API rate limit exceeded").withHeader("x-ratelimit-remaining", "0"),
                        new Limited<>(NOW.plusSeconds(60))),
                new Refused(
                        problem(403, "Resource protected by organization SAML enforcement.")
                                .withHeader("X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso"),
                        new SsoRequired<>(Optional.of("https://github.com/orgs/acme/sso"))),
                new Refused(
                        problem(403, "Must have admin rights")
                                .withHeader("X-OAuth-Scopes", "gist")
                                .withHeader("X-Accepted-OAuth-Scopes", "read:org"),
                        new InsufficientScope<>(Set.of("read:org"))),
                new Refused(problem(403, "Sorry. Your account was suspended."), new Suspended<>()),
                new Refused(problem(451, "Repository access blocked"), new Suspended<>()),
                new Refused(problem(403, "Forbidden"), new Transient<>("status 403: Forbidden")));
    }

    // ------------------------------------------------------------------------------------------------------ profiles

    @Test
    void describesAPerson() {
        serve("/user", ok(OCTOCAT));
        serve("/user/emails", ok(EMAILS));

        assertThat(value(gitHub().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        "583231",
                        Optional.of("octocat"),
                        Optional.of("The Octocat"),
                        Optional.of("https://avatars.githubusercontent.com/u/583231?v=4"),
                        Optional.of("octocat@example.com")));
    }

    @Test
    void asksAsGitHubWantsToBeAsked() {
        serve("/user", ok(OCTOCAT));
        serve("/user/emails", ok(EMAILS));

        gitHub().profile(TOKEN, Optional.empty());

        for (String path : List.of("/api/user", "/api/user/emails")) {
            SERVER.verify(
                    1,
                    getRequestedFor(urlPathEqualTo(path))
                            .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                            .withHeader("Accept", equalTo("application/vnd.github+json"))
                            .withHeader("X-GitHub-Api-Version", equalTo("2022-11-28"))
                            .withHeader("User-Agent", equalTo("rollcall/1.2.3"))
                            .withHeader("If-None-Match", absent()));
        }
    }

    @Test
    void leavesOutWhatGitHubDoesNotSay() {
        serve("/user", ok("{\"id\":1,\"login\":\"ghost\",\"name\":null,\"avatar_url\":\"  \"}"));
        serve("/user/emails", ok("[]"));

        assertThat(value(gitHub().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.of("ghost"), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void cutsWhatCannotBeStored() {
        serve("/user", ok("{\"id\":1,\"login\":\"a\\u0000\\ud83db\",\"name\":\" " + "x".repeat(300) + "\"}"));
        serve("/user/emails", ok("[]"));

        ProviderProfile profile = value(gitHub().profile(TOKEN, Optional.empty()));

        assertThat(profile.login()).contains("ab");
        assertThat(profile.name().orElseThrow()).hasSizeBetween(254, 255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "https:///no-host",
                "//host/without/scheme",
                "https://host/with space"
            })
    void takesNoPictureFromAnAddressThatIsNotOfTheWeb(String address) {
        serve("/user", ok("{\"id\":1,\"login\":\"a\",\"avatar_url\":\"" + address + "\"}"));
        serve("/user/emails", ok("[]"));

        assertThat(value(gitHub().profile(TOKEN, Optional.empty())).avatarUrl()).isEmpty();
    }

    @Test
    void takesNoPictureFromAnAddressThatIsTooLong() {
        serve("/user", ok("{\"id\":1,\"login\":\"a\",\"avatar_url\":\"https://host/" + "x".repeat(2048) + "\"}"));
        serve("/user/emails", ok("[]"));

        assertThat(value(gitHub().profile(TOKEN, Optional.empty())).avatarUrl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"email\":\"a@example.com\",\"primary\":true,\"verified\":false}]",
                "[{\"email\":\"a@example.com\",\"primary\":false,\"verified\":true}]",
                "[{\"email\":\"no address\",\"primary\":true,\"verified\":true}]",
                "[{\"email\":null,\"primary\":true,\"verified\":true}]",
                "[null, {}]"
            })
    void takesOnlyAPrimaryAndVerifiedAddress(String emails) {
        serve("/user", ok(OCTOCAT));
        serve("/user/emails", ok(emails));

        assertThat(value(gitHub().profile(TOKEN, Optional.empty())).verifiedEmail())
                .isEmpty();
    }

    @Test
    void doesNotReadAddressesThatAreNotBelieved() {
        serve("/user", ok(OCTOCAT).withHeader("ETag", "\"u1\""));

        Outcome<ProviderProfile> outcome =
                gitHub(Map.of("github.test.trust-email", "false")).profile(TOKEN, Optional.empty());

        assertThat(value(outcome).verifiedEmail()).isEmpty();
        assertThat(((Ok<ProviderProfile>) outcome).etag()).contains("\"u1\"");
        SERVER.verify(0, getRequestedFor(urlPathEqualTo("/api/user/emails")));
    }

    @Test
    void saysWhatIsLeftOfTheQuota() {
        serve("/user", ok(OCTOCAT));
        serve(
                "/user/emails",
                ok(EMAILS)
                        .withHeader("x-ratelimit-limit", "5000")
                        .withHeader("x-ratelimit-remaining", "4987")
                        .withHeader(
                                "x-ratelimit-reset",
                                String.valueOf(NOW.plusSeconds(900).getEpochSecond())));

        Ok<ProviderProfile> ok = (Ok<ProviderProfile>) gitHub().profile(TOKEN, Optional.empty());

        assertThat(ok.quota()).contains(new Quota(5000, 4987, NOW.plusSeconds(900)));
    }

    @Test
    void isUnchangedWhenNeitherPersonNorAddressesChanged() {
        serve("/user", ok(OCTOCAT).withHeader("ETag", "W/\"u1\""));
        serve("/user/emails", ok(EMAILS).withHeader("ETag", "W/\"e1\""));
        Ok<ProviderProfile> first = (Ok<ProviderProfile>) gitHub().profile(TOKEN, Optional.empty());
        unchanged("/user", "W/\"u1\"");
        unchanged("/user/emails", "W/\"e1\"");

        assertThat(gitHub().profile(TOKEN, first.etag())).isEqualTo(new Unchanged<>());

        serve("/user/emails", ok("[]").withHeader("ETag", "W/\"e2\""));
        unchanged("/user", "W/\"u1\"");
        Ok<ProviderProfile> moved = (Ok<ProviderProfile>) gitHub().profile(TOKEN, first.etag());
        assertThat(moved.value().login()).contains("octocat");
        assertThat(moved.value().verifiedEmail()).isEmpty();
        assertThat(moved.etag()).contains("W/\"u1\" W/\"e2\"");
    }

    @Test
    void readsAddressesInFullWhenThePersonChanged() {
        serve("/user", ok(OCTOCAT).withHeader("ETag", "\"u2\""));
        serve("/user/emails", ok(EMAILS).withHeader("ETag", "\"e1\""));
        unchanged("/user/emails", "\"e1\"");

        assertThat(value(gitHub().profile(TOKEN, Optional.of("\"u1\" \"e1\""))).verifiedEmail())
                .contains("octocat@example.com");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void wantsTheScopeForAddresses(int status) {
        serve("/user", ok(OCTOCAT));
        serve(
                "/user/emails",
                problem(status, "Not Found")
                        .withHeader("X-OAuth-Scopes", "read:org")
                        .withHeader("X-Accepted-OAuth-Scopes", "user:email"));

        assertThat(gitHub().profile(TOKEN, Optional.empty())).isEqualTo(new InsufficientScope<>(Set.of("user:email")));
    }

    // --------------------------------------------------------------------------------------------------------- lists

    @Test
    void listsOrganizations() {
        serve("/user/orgs?per_page=100", ok("""
                        [{"login":"github","id":1,"node_id":"MDEyOk9yZ2FuaXphdGlvbjE=","description":"A great organization",
                          "url":"https://api.github.com/orgs/github","avatar_url":"https://github.com/images/error/octocat.gif"},
                         {"login":"acme","id":9223372036854775807}]"""));

        assertThat(value(gitHub().organizations(TOKEN)))
                .containsExactly(
                        new ProviderOrganization(
                                "1",
                                "github",
                                Optional.empty(),
                                Optional.of("https://github.com/images/error/octocat.gif"),
                                false),
                        new ProviderOrganization(
                                "9223372036854775807", "acme", Optional.empty(), Optional.empty(), false));
    }

    @Test
    void listsTeams() {
        serve("/orgs/acme/teams?per_page=100", ok("""
                        [{"id":1,"node_id":"MDQ6VGVhbTE=","name":"Justice League","slug":"justice-league",
                          "description":"A great team.","privacy":"closed","permission":"admin","parent":null},
                         {"id":2,"name":"Nameless","slug":"nameless","description":null}]"""));

        assertThat(value(gitHub().teams(TOKEN, "acme")))
                .containsExactly(
                        new ProviderTeam(1, "Justice League", "justice-league", "A great team."),
                        new ProviderTeam(2, "Nameless", "nameless", ""));
    }

    @Test
    void listsThePersonsOwnTeams() {
        serve("/user/teams?per_page=100", ok("""
                        [{"id":1,"name":"Justice League","slug":"justice-league","organization":{"login":"acme","id":5}},
                         {"id":2}]"""));

        assertThat(value(gitHub().ownTeams(TOKEN))).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", "a?b", "", "a b", "ä", "%2e%2e"})
    void knowsNoOrganizationByANameThatIsNone(String organization) {
        assertThat(gitHub().teams(TOKEN, organization)).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void followsPagesWhereverGitHubPutsThem() {
        serve("/user/orgs?per_page=100", ok(organizations(1)).withHeader("Link", next("/user/1/orgs?page=2&q=a%20b")));
        stub("/user/1/orgs?page=2&q=a%20b", ok(organizations(2)).withHeader("Link", next("/organizations?after=2")));
        stub(
                "/organizations?after=2",
                ok(organizations(3))
                        .withHeader("Link", "<" + SERVER.baseUrl() + "/organizations>; rel=\"first\"")
                        .withHeader("x-ratelimit-limit", "60")
                        .withHeader("x-ratelimit-remaining", "0")
                        .withHeader("x-ratelimit-reset", "0"));

        Ok<List<ProviderOrganization>> ok = (Ok<List<ProviderOrganization>>) gitHub().organizations(TOKEN);

        assertThat(ok.value()).extracting(ProviderOrganization::id).containsExactly("1", "2", "3");
        assertThat(ok.quota()).contains(new Quota(60, 0, NOW.plusSeconds(1)));
        SERVER.verify(3, getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TOKEN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<http://[>; rel=\"next\"", "garbage", "<>; rel=next", "</user/orgs>; rel=next", ";;,,"})
    void goesNowhereByLinksThatAreNone(String link) {
        serve("/user/orgs?per_page=100", ok(organizations(1)).withHeader("Link", link));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
    }

    @Test
    void saysThatAListLacksTheOrganizationsThatWantSingleSignOn() {
        String next = "<" + api() + "/user/orgs?page=2>; rel=\"next\"";
        serve("/user/orgs?per_page=100", ok(organizations(1)).withHeader("Link", next));
        serve("/user/orgs?page=2", ok(organizations(2)));
        assertThat(listed().complete()).isTrue();

        // GitHub says so on any page.
        serve(
                "/user/orgs?page=2",
                ok(organizations(2)).withHeader("X-GitHub-SSO", "partial-results; organizations=21955855,20582480"));
        assertThat(listed().complete()).isFalse();
        assertThat(value(gitHub().organizations(TOKEN))).hasSize(2);

        serve(
                "/user/orgs?per_page=100",
                ok(organizations(1))
                        .withHeader("Link", next)
                        .withHeader("X-GitHub-SSO", "partial-results; organizations=21955855"));
        serve("/user/orgs?page=2", ok(organizations(2)));
        assertThat(listed().complete()).isFalse();
    }

    private Ok<?> listed() {
        Outcome<?> outcome = gitHub().organizations(TOKEN);
        assertThat(outcome).isInstanceOf(Ok.class);
        return (Ok<?>) outcome;
    }

    // ------------------------------------------------------------------------------------------------------ refusals

    @ParameterizedTest
    @CsvSource({"403, 30, 30", "429, 30, 30", "403, 0, 1", "403, 99999999999, 3600", "403, soon, 60", "429, -5, 60"})
    void waitsAsLongAsGitHubTells(int status, String retryAfter, int seconds) {
        serve("/orgs/acme/teams?per_page=100", problem(status, "whatever").withHeader("Retry-After", retryAfter));

        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new Limited<>(NOW.plusSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        // In ten minutes; in milliseconds; in the past; not a number; too long for a number.
        "1772367000, 600",
        "1772367000000, 3600",
        "1507651200, 1",
        "never, 60",
        "99999999999999999999999, 60"
    })
    void waitsUntilTheQuotaIsFullAgain(String reset, int seconds) {
        for (int status : new int[] {403, 429}) {
            serve(
                    "/user/orgs?per_page=100",
                    problem(status, "API rate limit exceeded for user ID 583231.")
                            .withHeader("x-ratelimit-limit", "5000")
                            .withHeader("x-ratelimit-remaining", "0")
                            .withHeader("x-ratelimit-reset", reset));

            assertThat(gitHub().organizations(TOKEN)).isEqualTo(new Limited<>(NOW.plusSeconds(seconds)));
        }
    }

    @Test
    void waitsAMinuteAtTheSecondaryLimit() {
        serve(
                "/user/orgs?per_page=100",
                problem(
                                403,
                                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
                        .withHeader("x-ratelimit-remaining", "4000"));
        assertThat(gitHub().organizations(TOKEN)).isEqualTo(new Limited<>(NOW.plusSeconds(60)));

        serve("/user/orgs?per_page=100", aResponse().withStatus(429).withBody("Retry later"));
        assertThat(gitHub().organizations(TOKEN)).isEqualTo(new Limited<>(NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/orgs/acme/sso?authorization_request=AB, true",
        "http://github.com/orgs/acme/sso, false",
        "javascript:alert(1), false",
        "https://, false",
        "https://host/with space, false"
    })
    void saysWhereToSignOnForAnOrganization(String url, boolean usable) {
        serve(
                "/orgs/acme/teams?per_page=100",
                problem(403, "Resource protected by organization SAML enforcement.")
                        .withHeader("X-GitHub-SSO", "required; url=" + url)
                        .withHeader("X-OAuth-Scopes", "")
                        .withHeader("X-Accepted-OAuth-Scopes", "read:org"));

        assertThat(gitHub().teams(TOKEN, "acme"))
                .isEqualTo(new SsoRequired<>(usable ? Optional.of(url) : Optional.empty()));
    }

    @Test
    void saysWhichScopesWouldDo() {
        serve(
                "/orgs/acme/teams?per_page=100",
                problem(403, "Must have admin rights")
                        .withHeader("X-OAuth-Scopes", "user:email, gist")
                        .withHeader("X-Accepted-OAuth-Scopes", "admin:org, read:org"));
        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new InsufficientScope<>(Set.of("admin:org", "read:org")));

        serve(
                "/orgs/acme/teams?per_page=100",
                problem(403, "Resource not accessible by integration")
                        .withHeader("X-Accepted-GitHub-Permissions", "members=read"));
        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new InsufficientScope<>(Set.of("members=read")));
    }

    @Test
    void doesNotBlameScopesThatSuffice() {
        serve(
                "/orgs/acme/teams?per_page=100",
                problem(403, "An IP allow list is enabled")
                        .withHeader("X-OAuth-Scopes", "read:org")
                        .withHeader("X-Accepted-OAuth-Scopes", "admin:org, read:org"));

        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new Transient<>("status 403: An IP allow list is enabled"));

        serve(
                "/orgs/acme/teams?per_page=100",
                problem(403, "Forbidden")
                        .withHeader("X-OAuth-Scopes", "gist")
                        .withHeader("X-Accepted-OAuth-Scopes", ""));
        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new Transient<>("status 403: Forbidden"));
    }

    @Test
    void tellsThatThereIsNoSuchOrganization() {
        serve("/orgs/acme/teams?per_page=100", problem(404, "Not Found"));

        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new NotFound<>());
    }

    // -------------------------------------------------------------------------------------------------------- faults

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"octocat\"",
                "<!DOCTYPE html><html><body>Sign in</body></html>",
                "{\"login\":\"octocat\"",
                "{\"login\":\"octocat\"}",
                "{\"login\":\"octocat\",\"id\":null}",
                "{\"login\":\"octocat\",\"id\":\"583231\"}",
                "{\"login\":\"octocat\",\"id\":5.5}",
                "{\"login\":\"octocat\",\"id\":0}",
                "{\"login\":\"octocat\",\"id\":-1}",
                "{\"login\":\"octocat\",\"id\":9223372036854775808}",
                "{\"login\":\"octocat\",\"id\":{}}",
                "{\"login\":[],\"id\":1}",
                "{\"login\":\"octocat\",\"id\":1} trailing"
            })
    void learnsNothingFromAPersonWithoutAnId(String body) {
        serve("/user", ok(body));
        serve("/user/emails", ok(EMAILS));

        assertThat(reason(gitHub().profile(TOKEN, Optional.empty()))).doesNotContain("octocat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":\"hello\"}",
                "[null]",
                "[[]]",
                "[1]",
                "[{\"id\":1,\"login\":\"a\"},{\"id\":2}]",
                "[{\"id\":1,\"login\":\"a\"},{\"login\":\"b\"}]",
                "[{\"id\":1,\"login\":\"a\"},",
                "[{\"id\":1,\"login\":\" \"}]"
            })
    void learnsNothingFromAnOrganizationWithoutAnId(String body) {
        serve("/user/orgs?per_page=100", ok(body));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    private GitHub gitHub() {
        return gitHub(Map.of());
    }

    private GitHub gitHub(Map<String, String> settings) {
        return gitHub(connection(api()), settings);
    }

    private static GitHub gitHub(Connection connection, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "github.test.base-url", SERVER.baseUrl(),
                "github.test.api-url", api(),
                "github.test.client-id", "id",
                "github.test.client-secret", "secret",
                "github.test.trust-email", "true"));
        all.putAll(settings);
        return new GitHub(
                "test", ProviderSettings.of(GitHubConfig.class, all).github().get("test"), connection);
    }

    private static ResponseDefinitionBuilder problem(int status, String message) {
        return ok("{\"message\":\"" + message
                        + "\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"" + status + "\"}")
                .withStatus(status);
    }

    private static void stub(String path, ResponseDefinitionBuilder answer) {
        SERVER.stubFor(get(path.contains("?") ? urlEqualTo(path) : urlPathEqualTo(path))
                .willReturn(answer));
    }

    private static void unchanged(String path, String etag) {
        SERVER.stubFor(get(urlPathEqualTo("/api" + path))
                .withHeader("If-None-Match", equalTo(etag))
                .willReturn(aResponse().withStatus(304).withHeader("ETag", etag)));
    }

    private static String organizations(int... ids) {
        return IntStream.of(ids)
                .mapToObj(id -> "{\"id\":" + id + ",\"login\":\"org-" + id + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String next(String path) {
        return "<" + SERVER.baseUrl() + path + ">; rel=\"next\", <" + SERVER.baseUrl() + "/last>; rel=\"last\"";
    }
}
