package dev.rollcall.identity.github;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.identity.Connection;
import dev.rollcall.identity.Outcome;
import dev.rollcall.identity.Outcome.InsufficientScope;
import dev.rollcall.identity.Outcome.Limited;
import dev.rollcall.identity.Outcome.NotFound;
import dev.rollcall.identity.Outcome.Ok;
import dev.rollcall.identity.Outcome.Quota;
import dev.rollcall.identity.Outcome.Revoked;
import dev.rollcall.identity.Outcome.SsoRequired;
import dev.rollcall.identity.Outcome.Suspended;
import dev.rollcall.identity.Outcome.Transient;
import dev.rollcall.identity.Outcome.Unchanged;
import dev.rollcall.identity.ProviderOrganization;
import dev.rollcall.identity.ProviderProfile;
import dev.rollcall.identity.ProviderTeam;
import io.quarkus.test.junit.QuarkusTest;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
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

/** Against a server that answers as GitHub does, and one that answers as nobody should. */
@QuarkusTest
class GitHubTest {

    private static final String TOKEN = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final String OCTOCAT = """
            {"login":"octocat","id":583231,"node_id":"MDQ6VXNlcjU4MzIzMQ==","type":"User","site_admin":false,
             "avatar_url":"https://avatars.githubusercontent.com/u/583231?v=4","gravatar_id":"","name":"The Octocat",
             "company":"@github","email":null,"plan":{"name":"free","space":976562499},"two_factor_authentication":true}""";

    private static final String EMAILS = """
            [{"email":"old@example.com","primary":false,"verified":true,"visibility":null},
             {"email":"octocat@example.com","primary":true,"verified":true,"visibility":"private"},
             {"email":"octocat@users.noreply.github.com","primary":false,"verified":true,"visibility":null}]""";

    private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());
    private static final WireMockServer ELSEWHERE = new WireMockServer(options().dynamicPort());

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Handler logged = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(record.getMessage()
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

    @BeforeAll
    static void start() {
        SERVER.start();
        ELSEWHERE.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
        ELSEWHERE.stop();
    }

    @BeforeEach
    void reset() {
        SERVER.resetAll();
        ELSEWHERE.resetAll();
        Logger.getLogger("").addHandler(logged);
    }

    @AfterEach
    void neverSaysTheToken() {
        Logger.getLogger("").removeHandler(logged);
        assertThat(log).noneMatch(line -> line.contains(TOKEN));
        assertThat(ELSEWHERE.getAllServeEvents()).isEmpty();
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

        for (String path : List.of("/api/v3/user", "/api/v3/user/emails")) {
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
        SERVER.verify(0, getRequestedFor(urlPathEqualTo("/api/v3/user/emails")));
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

    @Test
    void doesNotBelieveInUnchangedWithoutHavingAsked() {
        serve("/user", aResponse().withStatus(304));

        assertThat(gitHub().profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
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

    @Test
    void carriesTheTokenToNoOtherHost() {
        for (String elsewhere : List.of(
                ELSEWHERE.baseUrl() + "/user/orgs",
                "//localhost:" + ELSEWHERE.port() + "/user/orgs",
                "https://localhost:" + SERVER.port() + "/user/orgs",
                "http://127.0.0.1:" + SERVER.port() + "/user/orgs",
                "http://localhost:" + SERVER.port() + "@localhost:" + ELSEWHERE.port() + "/",
                "mailto:someone@example.com")) {
            serve(
                    "/user/orgs?per_page=100",
                    ok(organizations(1)).withHeader("Link", "<" + elsewhere + ">; rel=\"next\""));

            assertThat(gitHub().organizations(TOKEN)).as(elsewhere).isInstanceOf(Transient.class);
        }
        assertThat(SERVER.getAllServeEvents()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<http://[>; rel=\"next\"", "garbage", "<>; rel=next", "</user/orgs>; rel=next", ";;,,"})
    void goesNowhereByLinksThatAreNone(String link) {
        serve("/user/orgs?per_page=100", ok(organizations(1)).withHeader("Link", link));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
    }

    @Test
    void givesUpAListThatDoesNotEnd() {
        serve(
                "/user/orgs?per_page=100",
                ok(organizations(1)).withHeader("Link", next("/api/v3/user/orgs?per_page=100")));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSize(50);
    }

    @Test
    void givesUpAListThatIsTooLong() {
        String page = "["
                + IntStream.rangeClosed(1, 1000)
                        .mapToObj("{\"id\":%d,\"login\":\"a\"}"::formatted)
                        .collect(Collectors.joining(","))
                + "]";
        serve("/user/orgs?per_page=100", ok(page).withHeader("Link", next("/api/v3/user/orgs?per_page=100")));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSize(6);
    }

    @Test
    void givesUpAListThatTakesTooLong() {
        serve(
                "/user/orgs?per_page=100",
                ok(organizations(1)).withFixedDelay(100).withHeader("Link", next("/api/v3/user/orgs?per_page=100")));

        Outcome<?> outcome =
                gitHub(Map.of("list-timeout", "250ms"), Clock.systemUTC()).organizations(TOKEN);

        assertThat(outcome).isInstanceOf(Transient.class);
        assertThat(SERVER.getAllServeEvents()).hasSizeLessThan(5);
    }

    @Test
    void isNoListWhenALaterPageFails() {
        serve("/user/orgs?per_page=100", ok(organizations(1)).withHeader("Link", next("/organizations?page=2")));
        stub("/organizations?page=2", problem(403, "slow down").withHeader("Retry-After", "7"));

        assertThat(gitHub().organizations(TOKEN)).isEqualTo(new Limited<>(NOW.plusSeconds(7)));
    }

    @Test
    void takesAListWithoutTheOrganizationsThatWantSingleSignOn() {
        serve(
                "/user/orgs?per_page=100",
                ok(organizations(1)).withHeader("X-GitHub-SSO", "partial-results; organizations=21955855,20582480"));

        assertThat(value(gitHub().organizations(TOKEN))).hasSize(1);
    }

    // ------------------------------------------------------------------------------------------------------ refusals

    @Test
    void tellsARevokedToken() {
        serve("/user", problem(401, "Bad credentials"));

        assertThat(gitHub().profile(TOKEN, Optional.empty())).isEqualTo(new Revoked<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "gho_\r\nX-Evil: 1", "gho_ä", "gho_\u0000"})
    void asksNothingWithWhatCannotBeAToken(String token) {
        assertThat(gitHub().profile(token, Optional.empty())).isEqualTo(new Revoked<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"403, 30, 30", "429, 30, 30", "403, 0, 1", "403, 99999999999, 3600", "403, soon, 60", "429, -5, 60"})
    void waitsAsLongAsItIsTold(int status, String retryAfter, int seconds) {
        serve("/orgs/acme/teams?per_page=100", problem(status, "whatever").withHeader("Retry-After", retryAfter));

        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new Limited<>(NOW.plusSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        // In ten minutes; in milliseconds; in the past; not a number; longer than one.
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
    void tellsASuspendedAccount() {
        serve("/user", problem(403, "Sorry. Your account was suspended."));
        assertThat(gitHub().profile(TOKEN, Optional.empty())).isEqualTo(new Suspended<>());

        serve("/user", problem(451, "Repository access blocked"));
        assertThat(gitHub().profile(TOKEN, Optional.empty())).isEqualTo(new Suspended<>());
    }

    @Test
    void tellsWhatIsNotThere() {
        serve("/orgs/acme/teams?per_page=100", problem(404, "Not Found"));

        assertThat(gitHub().teams(TOKEN, "acme")).isEqualTo(new NotFound<>());
    }

    // -------------------------------------------------------------------------------------------------------- faults

    @ParameterizedTest
    @ValueSource(ints = {202, 203, 204, 206, 300, 400, 402, 407, 410, 418, 422, 500, 502, 503, 504, 599})
    void learnsNothingFromOtherStatuses(int status) {
        serve("/user", problem(status, "Unicorn! " + "x".repeat(1000)));

        assertThat(reason(gitHub().profile(TOKEN, Optional.empty())))
                .startsWith("status " + status)
                .hasSizeLessThan(130);
    }

    @Test
    void repeatsNoTokenThatAServerRepeats() {
        serve("/user", problem(500, "x".repeat(70) + " Authorization: Bearer " + TOKEN));

        assertThat(reason(gitHub().profile(TOKEN, Optional.empty()))).doesNotContain("gho_");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        serve("/user", aResponse().withStatus(status).withHeader("Location", ELSEWHERE.baseUrl() + "/user"));

        assertThat(reason(gitHub().profile(TOKEN, Optional.empty()))).isEqualTo("status " + status);
    }

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
    void learnsNothingFromABodyThatIsNoPerson(String body) {
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
    void learnsNothingFromABodyThatIsNoList(String body) {
        serve("/user/orgs?per_page=100", ok(body));

        assertThat(gitHub().organizations(TOKEN)).isInstanceOf(Transient.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void learnsNothingFromABrokenConnection(Fault fault) {
        serve("/user", aResponse().withFault(fault));

        assertThat(gitHub().profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
    }

    @Test
    void learnsNothingFromAServerThatIsNotThere() {
        Outcome<?> outcome =
                gitHub(Map.of("github.test.api-url", "http://localhost:1")).profile(TOKEN, Optional.empty());

        assertThat(outcome).isInstanceOf(Transient.class);
    }

    @Test
    void learnsNothingFromAnAnswerThatIsCutOff() {
        serve("/user", ok(OCTOCAT).withHeader("Content-Length", "100000"));

        assertThat(gitHub(Map.of("answer-timeout", "300ms")).profile(TOKEN, Optional.empty()))
                .isInstanceOf(Transient.class);
    }

    @Test
    void doesNotWaitForASlowServer() {
        serve("/user", ok(OCTOCAT).withFixedDelay(5000));

        assertQuick(() -> gitHub(Map.of("answer-timeout", "300ms")).profile(TOKEN, Optional.empty()));
    }

    @Test
    void doesNotWaitForAServerThatAnswersDropByDrop() {
        serve("/user", ok(OCTOCAT).withChunkedDribbleDelay(50, 5000));

        assertQuick(() -> gitHub(Map.of("answer-timeout", "300ms")).profile(TOKEN, Optional.empty()));
    }

    @Test
    void givesEveryAnswerItsOwnTime() {
        serve(
                "/user/orgs?per_page=100",
                ok(organizations(1)).withFixedDelay(700).withHeader("Link", next("/organizations?page=2")));
        stub("/organizations?page=2", ok(organizations(2)).withFixedDelay(700));

        assertThat(value(gitHub(Map.of("answer-timeout", "1200ms")).organizations(TOKEN)))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 500})
    void doesNotReadAnAnswerThatIsTooLong(int status) {
        serve(
                "/user",
                ok("{\"id\":1,\"name\":\"" + "x".repeat(1024 * 1024) + "\"}").withStatus(status));

        assertThat(gitHub().profile(TOKEN, Optional.empty())).isEqualTo(new Transient<>("an answer that is too long"));
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

            assertThat(gitHub(Map.of("github.test.api-url", url, "answer-timeout", "500ms"))
                            .profile(TOKEN, Optional.empty()))
                    .isEqualTo(new Transient<>("an answer that is too long"));
            assertThat(sent.get(10, TimeUnit.SECONDS)).isPositive();
        } finally {
            endless.stop(0);
        }
    }

    @Test
    void goesOnAfterAFault() {
        GitHub gitHub = gitHub();
        // More often than it has connections.
        for (int i = 0; i < 60; i++) {
            serve("/user", ok("{\"id\":1,\"name\":\"" + "x".repeat(1024 * 1024) + "\"}"));
            assertThat(gitHub.profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
        }
        serve("/user", ok(OCTOCAT));
        serve("/user/emails", ok(EMAILS));

        assertThat(value(gitHub.profile(TOKEN, Optional.empty())).login()).contains("octocat");
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    private GitHub gitHub() {
        return gitHub(Map.of());
    }

    private GitHub gitHub(Map<String, String> settings) {
        return gitHub(settings, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private GitHub gitHub(Map<String, String> settings, Clock clock) {
        Map<String, String> all = new HashMap<>(Map.of(
                "github.test.base-url", SERVER.baseUrl(),
                "github.test.api-url", SERVER.baseUrl() + "/api/v3",
                "github.test.client-id", "id",
                "github.test.client-secret", "secret",
                "github.test.trust-email", "true"));
        all.putAll(settings);
        Configured configured = Configured.with(all);
        return new GitHub(
                "test",
                configured.github().github().get("test"),
                new Connection(
                        URI.create(configured.github().github().get("test").apiUrl()),
                        configured.timeouts(),
                        json,
                        clock,
                        vertx,
                        "1.2.3"));
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body);
    }

    private static ResponseDefinitionBuilder problem(int status, String message) {
        return ok("{\"message\":\"" + message
                        + "\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"" + status + "\"}")
                .withStatus(status);
    }

    private static void serve(String path, ResponseDefinitionBuilder answer) {
        stub("/api/v3" + path, answer);
    }

    private static void stub(String path, ResponseDefinitionBuilder answer) {
        SERVER.stubFor(get(path.contains("?") ? urlEqualTo(path) : urlPathEqualTo(path))
                .willReturn(answer));
    }

    private static void unchanged(String path, String etag) {
        SERVER.stubFor(get(urlPathEqualTo("/api/v3" + path))
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

    private static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Ok.class);
        return ((Ok<T>) outcome).value();
    }

    private static <T> String reason(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Transient.class);
        return ((Transient<T>) outcome).reason();
    }

    private static void assertQuick(Supplier<Outcome<?>> question) {
        long begin = System.nanoTime();
        assertThat(question.get()).isInstanceOf(Transient.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }
}
