package dev.rollcall.provider.gitlab;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.ActionRequired;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Quota;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gitlab4j.api.models.Group;
import org.gitlab4j.api.models.User;
import org.gitlab4j.api.models.Visibility;
import org.gitlab4j.models.utils.JacksonJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like GitLab, with the models of the gitlab4j library. */
@QuarkusTest
class GitLabTest extends ProviderFaults {

    private static final String ALL = "/api/groups?top_level_only=true&all_available=false&per_page=100";
    private static final String OWNED =
            "/api/groups?top_level_only=true&all_available=false&min_access_level=50&per_page=100";

    /** The example in the documentation of the Users API, shortened. */
    private static final String DOCUMENTED = """
            {"id":1,"username":"john_smith","email":"john@example.com","name":"John Smith","state":"active","locked":false,
             "avatar_url":"http://localhost:3000/uploads/user/avatar/1/index.jpg","web_url":"http://localhost:3000/john_smith",
             "created_at":"2012-05-23T08:00:58Z","bio":"","public_email":"john@public.com","pronouns":"he/him",
             "confirmed_at":"2012-05-23T09:05:22Z","last_activity_on":"2012-05-23","projects_limit":100,
             "identities":[{"provider":"github","extern_uid":"2435223452345"}],"two_factor_enabled":true,
             "commit_email":"john-codes@example.com","scim_identities":[]}""";

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return gitLab(connection, Map.of());
    }

    @Override
    protected String profilePath() {
        return "/user";
    }

    @Override
    protected Optional<String> organizationsPath() {
        return Optional.of("/groups");
    }

    @Override
    protected ResponseDefinitionBuilder person() {
        return ok(DOCUMENTED);
    }

    @Override
    protected ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers) {
        ResponseDefinitionBuilder page = ok(IntStream.of(numbers)
                .mapToObj(id -> "{\"id\":%d,\"full_path\":\"group-%d\"}".formatted(id, id))
                .collect(Collectors.joining(",", "[", "]")));
        next.ifPresent(url -> page.withHeader("Link", "<" + url + ">; rel=\"next\", <" + api() + ">; rel=\"first\""));
        return page;
    }

    @Override
    protected List<Refused> refusals() {
        return List.of(
                new Refused(
                        ok("{\"error\":\"insufficient_scope\",\"error_description\":\"The request requires higher privileges"
                                        + " than provided by the access token.\",\"scope\":\"api read_api\"}")
                                .withStatus(403),
                        new InsufficientScope<>(Set.of("api", "read_api"))),
                new Refused(
                        aResponse()
                                .withStatus(403)
                                .withHeader(
                                        "WWW-Authenticate",
                                        "Bearer realm=\"Protected by OAuth 2.0\", error=\"insufficient_scope\","
                                                + " scope=\"read_user\""),
                        new InsufficientScope<>(Set.of("read_user"))),
                new Refused(
                        ok("{\"error\":\"insufficient_scope\"}").withStatus(403), new InsufficientScope<>(Set.of())),
                new Refused(
                        ok("{\"message\":\"403 Forbidden - Your account has been blocked.\"}")
                                .withStatus(403),
                        new Suspended<>()),
                new Refused(
                        ok("{\"message\":\"403 Forbidden - Your account has been deactivated by your administrator.\"}")
                                .withStatus(403),
                        new Suspended<>()),
                // The person can solve these alone, so the account is not suspended.
                new Refused(
                        ok("{\"message\":\"403 Forbidden - You (@ada) must accept the Terms of Service in order to"
                                        + " perform this action. To accept these terms, use a web browser.\"}")
                                .withStatus(403),
                        new ActionRequired<>("Open it in your browser, and accept its terms.")),
                new Refused(
                        ok("{\"message\":\"403 Forbidden - Your password expired. Please access GitLab from a web"
                                        + " browser to update your password.\"}")
                                .withStatus(403),
                        new ActionRequired<>("Open it in your browser, and change your password, which has expired.")),
                new Refused(
                        ok("{\"message\":\"403 Forbidden - Your primary email address is not confirmed. Please check"
                                        + " your inbox for the confirmation instructions.\"}")
                                .withStatus(403),
                        new ActionRequired<>("Confirm your e-mail address there.")),
                new Refused(
                        aResponse().withStatus(403).withBody("Forbidden").withHeader("Retry-After", "3600"),
                        new Limited<>(NOW.plusSeconds(3600))),
                new Refused(
                        aResponse()
                                .withStatus(429)
                                .withBody("Retry later")
                                .withHeader("RateLimit-Limit", "200")
                                .withHeader("RateLimit-Remaining", "0")
                                .withHeader("RateLimit-Reset", String.valueOf(NOW.getEpochSecond() + 42)),
                        new Limited<>(NOW.plusSeconds(42))));
    }

    // ------------------------------------------------------------------------------------------------------- profiles

    @Test
    void describesAPerson() {
        serve("/user", ok(json(user())));

        assertThat(value(gitLab().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        "4711",
                        Optional.of("octo"),
                        Optional.of("Octo Cat"),
                        Optional.of("https://gitlab.example.com/uploads/octo.png"),
                        Optional.of("octo@example.com")));
    }

    @Test
    void readsWhatTheDocumentationShows() throws Exception {
        User theirs = new JacksonJson().unmarshal(User.class, DOCUMENTED);
        serve("/user", ok(DOCUMENTED));

        ProviderProfile ours = value(gitLab().profile(TOKEN, Optional.empty()));

        assertThat(ours.subject()).isEqualTo(theirs.getId().toString());
        assertThat(ours.login()).contains(theirs.getUsername());
        assertThat(ours.name()).contains(theirs.getName());
        assertThat(ours.avatarUrl()).contains(theirs.getAvatarUrl());
        assertThat(ours.verifiedEmail()).contains(theirs.getEmail());
        assertThat(theirs.getConfirmedAt()).isNotNull();
    }

    @Test
    void asksAsGitLabWantsToBeAsked() {
        serve("/user", person());

        gitLab().profile(TOKEN, Optional.empty());

        SERVER.verify(
                1,
                getRequestedFor(urlEqualTo("/api/user"))
                        .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                        .withHeader("Accept", equalTo("application/json"))
                        .withHeader("User-Agent", equalTo("rollcall/1.2.3"))
                        .withHeader("If-None-Match", absent()));
    }

    @Test
    void believesAnAddressThatIsConfirmed() {
        User unconfirmed = user();
        unconfirmed.setConfirmedAt(null);
        serve("/user", ok(json(unconfirmed)));
        assertThat(value(gitLab().profile(TOKEN, Optional.empty())).verifiedEmail())
                .isEmpty();

        serve("/user", ok("{\"id\":1,\"confirmed_at\":\"2012-05-23T09:05:22Z\",\"email\":\"no address\"}"));
        assertThat(value(gitLab().profile(TOKEN, Optional.empty())).verifiedEmail())
                .isEmpty();
    }

    @Test
    void believesNoAddressOfAnInstallationThatIsNotTrusted() {
        serve("/user", ok(json(user())));

        assertThat(value(gitLab(connection(api()), Map.of("gitlab.test.trust-email", "false"))
                                .profile(TOKEN, Optional.empty()))
                        .verifiedEmail())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocked", "ldap_blocked", "blocked_pending_approval", "banned", "deactivated"})
    void tellsAnAccountThatIsShutOut(String state) {
        User blocked = user();
        blocked.setState(state);
        serve("/user", ok(json(blocked)));

        assertThat(gitLab().profile(TOKEN, Optional.empty())).isEqualTo(new Suspended<>());
    }

    @Test
    void leavesOutWhatGitLabDoesNotSay() {
        serve("/user", ok("{\"id\":1,\"state\":\"new one\",\"name\":\"  \",\"avatar_url\":\"javascript:alert(1)\"}"));

        assertThat(value(gitLab().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        "1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void saysWhatIsLeftOfTheQuota() {
        serve(
                "/user",
                person().withHeader("RateLimit-Limit", "2000")
                        .withHeader("RateLimit-Observed", "1")
                        .withHeader("RateLimit-Remaining", "1999")
                        .withHeader("RateLimit-Reset", String.valueOf(NOW.getEpochSecond() + 60)));

        assertThat(((Ok<ProviderProfile>) gitLab().profile(TOKEN, Optional.empty())).quota())
                .contains(new Quota(2000, 1999, NOW.plusSeconds(60)));
    }

    // --------------------------------------------------------------------------------------------------------- groups

    @Test
    void listsGroupsAndWhichOfThemThePersonOwns() {
        Group acme = group(7, "acme", "Acme Corp.");
        acme.setAvatarUrl("https://gitlab.example.com/uploads/acme.png");
        stub(ALL, "[" + json(acme) + "," + json(group(8, "tools", "Tools")) + "]");
        stub(OWNED, "[" + json(group(8, "tools", "Tools")) + "]");

        assertThat(value(gitLab().organizations(TOKEN)))
                .containsExactly(
                        new ProviderOrganization(
                                "7",
                                "acme",
                                Optional.of("Acme Corp."),
                                Optional.of("https://gitlab.example.com/uploads/acme.png"),
                                false),
                        new ProviderOrganization("8", "tools", Optional.of("Tools"), Optional.empty(), true));
    }

    @Test
    void asksOnceForGroupsIfThereAreNone() {
        stub(ALL, "[]");

        assertThat(value(gitLab().organizations(TOKEN))).isEmpty();
        SERVER.verify(1, getRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({"500", "404", "403"})
    void isNoListWithoutTheGroupsThatThePersonOwns(int status) {
        stub(ALL, "[{\"id\":7,\"full_path\":\"acme\"}]");
        SERVER.stubFor(get(urlEqualTo(OWNED)).willReturn(aResponse().withStatus(status)));

        assertThat((Outcome<?>) gitLab().organizations(TOKEN)).isNotInstanceOf(Ok.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}",
                "{\"full_path\":\"a\"}",
                "{\"id\":1,\"full_path\":\" \"}",
                "{\"id\":-1,\"full_path\":\"a\"}"
            })
    void learnsNothingFromAListWithAGroupThatIsNone(String group) {
        stub(ALL, "[{\"id\":7,\"full_path\":\"acme\"}," + group + "]");

        assertThat(gitLab().organizations(TOKEN)).isInstanceOf(Transient.class);
    }

    @Test
    void hasNoTeams() {
        assertThat(gitLab().teams(TOKEN, "acme")).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void saysHowPeopleAuthorizeTheService() {
        OAuthRegistration oauth = value(gitLab().oauth());

        assertThat(oauth.authorizationUrl()).isEqualTo(SERVER.baseUrl() + "/oauth/authorize");
        assertThat(oauth.tokenUrl()).isEqualTo(SERVER.baseUrl() + "/oauth/token");
        assertThat(oauth.revocation()).contains(new Revocation(SERVER.baseUrl() + "/oauth/revoke", false));
        assertThat(oauth.authentication()).isEqualTo(ClientAuthentication.FORM);
        assertThat(oauth.clientId()).isEqualTo("id");
        assertThat(oauth.clientSecret()).isEqualTo("s3");
        assertThat(oauth.scopes()).containsExactly("read_api");
        assertThat(oauth.openId()).isEmpty();
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    private GitLab gitLab() {
        return gitLab(connection(api()), Map.of());
    }

    private static GitLab gitLab(Connection connection, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "gitlab.test.base-url", SERVER.baseUrl(),
                "gitlab.test.api-url", api(),
                "gitlab.test.client-id", "id",
                "gitlab.test.client-secret", "s3",
                "gitlab.test.trust-email", "true"));
        all.putAll(settings);
        return new GitLab(
                "test", ProviderSettings.of(GitLabConfig.class, all).gitlab().get("test"), connection);
    }

    private static void stub(String pathAndQuery, String body) {
        SERVER.stubFor(get(urlEqualTo(pathAndQuery)).willReturn(ok(body)));
    }

    private static String json(Object model) {
        return new JacksonJson().marshal(model);
    }

    private static User user() {
        User user = new User();
        user.setId(4711L);
        user.setUsername("octo");
        user.setName("Octo Cat");
        user.setState("active");
        user.setAvatarUrl("https://gitlab.example.com/uploads/octo.png");
        user.setWebUrl("https://gitlab.example.com/octo");
        user.setEmail("octo@example.com");
        user.setPublicEmail("octo@public.example.com");
        user.setConfirmedAt(Date.from(NOW));
        user.setTwoFactorEnabled(true);
        return user;
    }

    private static Group group(long id, String path, String name) {
        Group group = new Group();
        group.setId(id);
        group.setPath(path);
        group.setFullPath(path);
        group.setName(name);
        group.setFullName(name);
        group.setVisibility(Visibility.PRIVATE);
        group.setWebUrl("https://gitlab.example.com/groups/" + path);
        return group;
    }
}
