package dev.rollcall.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.rollcall.identity.Links;
import dev.rollcall.identity.Links.Profile;
import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(GitHubResource.class)
class ProfileSyncTest {

    private final Person ada = Rows.person("Ada Example");
    private final String login = unique("ada");
    private final Profile profile = new Profile(login, "Ada Lovelace", login + "@example.com");

    /** Otherwise the failures of other tests would count as an outage of the provider. */
    @BeforeEach
    void forgetOthers() {
        Database.execute("update identity_sync set last_attempt_at = null");
        Database.execute("delete from provider_state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "GitHub.com", ""})
    void takesOverWhatTheProviderSays(String name) {
        Links link = Links.of(ada.id(), login).shows(profile);

        Response answer = name.isEmpty() ? sync() : sync(name);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("name")).isEqualTo("Ada Lovelace");
        assertThat(answer.jsonPath().getString("email")).isEqualTo(profile.email());
        assertThat(answer.jsonPath().getString("avatarUrl")).startsWith("https://avatars.example.com/");
        // The login has not changed at the provider.
        assertThat(answer.jsonPath().getString("githubLogin")).isEqualTo(ada.login());
        assertThat(link.account("email_verified_at::text")).isNotNull();
        assertThat(Database.value(String.class, "select name from organization where id = ?", ada.organizationId()))
                .isEqualTo("Ada Lovelace");
        assertThat(link.audited("profile-changed"))
                .containsExactly("Took over from GitHub: name, picture, e-mail address");
        assertThat(link.audited("identity-changed")).containsExactly("Stored the changed profile of GitHub");
    }

    @Test
    void takesABodyThatSaysNothing() {
        Links.of(ada.id(), login).shows(profile);

        assertThat(given().header("Authorization", ada.authorization())
                        .contentType("application/json")
                        .body("{}")
                        .post("/api/user/vcs/sync")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gitlab", "myspace", "Pulumi", "github.com "})
    void refusesWhatIsNotLinkedOrNoProvider(String name) {
        Links.of(ada.id(), login).shows(profile);

        assertThat(sync(name).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: invalid query parameter\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysThatTheProviderIsNotConfigured(boolean token) {
        Links link = Links.of(ada.id(), login).shows(profile);
        if (!token) {
            Database.execute("delete from identity_token where identity_id = ?", link.id());
        }
        Database.execute(
                "update identity set provider = 'gitlab.com', instance = 'https://elsewhere.example.com' where id = ?",
                link.id());

        assertThat(sync().asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: GitLab is not configured on this server."
                        + " Ask your administrator to add it: https://elsewhere.example.com\"}");
    }

    @Test
    void refusesWhoHasNoIdentity() {
        assertThat(sync().statusCode()).isEqualTo(400);
    }

    @Test
    void leavesWhoCameBySingleSignOnAsTheyAre() {
        Rows.identity(ada.id(), "SAML", "https://sso.example.com");

        assertThat(sync("saml").jsonPath().getString("name")).isEqualTo("Ada Example");
    }

    @Test
    void asksOnceAMinuteOnly() {
        Links link = Links.of(ada.id(), login).shows(profile);

        sync();
        Response again = sync();

        assertThat(again.jsonPath().getString("name")).isEqualTo("Ada Lovelace");
        assertThat(link.questions()).isEqualTo(1);
    }

    @Test
    void asksOnceForSeveralWhoWantItAtTheSameTime() throws Exception {
        Links link = Links.of(ada.id(), login).shows(profile);
        link.answers("/api/user", okJson(Links.user(link.subject(), profile)).withFixedDelay(700));

        List<Integer> statuses = AtOnce.call(3, () -> sync().statusCode());

        assertThat(statuses).containsOnly(200);
        assertThat(link.questions()).isEqualTo(1);
    }

    @Test
    void asksWithTheEtagAfterwardsAndKeepsWhatIsTheSame() {
        Links link = Links.of(ada.id(), login).shows(profile);
        sync();
        aMinuteLater();
        link.answers("/api/user", WireMock.aResponse().withStatus(304));
        link.answers("/api/user/emails", WireMock.aResponse().withStatus(304));

        assertThat(sync().jsonPath().getString("name")).isEqualTo("Ada Lovelace");
        assertThat(link.audited("identity-changed")).containsExactly("Stored the changed profile of GitHub");
    }

    @Test
    void leavesWhatThePersonChoseAndWhatTheProviderSaysNoMore() {
        Links link = Links.of(ada.id(), login).shows(new Profile(login, "", profile.email()));
        Database.execute("update app_user set email = 'mine@example.com', email_edited = true where id = ?", ada.id());

        Response answer = sync();

        assertThat(answer.jsonPath().getString("name")).isEqualTo("Ada Example");
        assertThat(answer.jsonPath().getString("email")).isEqualTo("mine@example.com");
        assertThat(link.account("avatar_url")).isNotNull();
    }

    @Test
    void letsOnlyTheFirstIdentityDecideOverTheAccount() {
        Rows.identity(ada.id(), "gitlab.com", "https://gitlab.com");
        Links link = Links.of(ada.id(), login).shows(profile);

        assertThat(sync("github").jsonPath().getString("name")).isEqualTo("Ada Example");
        assertThat(Database.value(String.class, "select name from identity where id = ?", link.id()))
                .isEqualTo("Ada Lovelace");
    }

    @Test
    void leavesAnAddressAloneThatSomebodyElseHasProvenUntilTheyGiveItUp() {
        Person grace = Rows.person("Grace Example");
        Database.execute(
                "update app_user set email = ?, email_verified_at = now() where id = ?", profile.email(), grace.id());
        Links link = Links.of(ada.id(), login).shows(profile);

        assertThat(sync().jsonPath().getString("email")).isEmpty();
        assertThat(link.audited("email-kept"))
                .containsExactly("Kept the e-mail address, because another account has verified the one at GitHub");

        Database.execute("update app_user set email = null, email_verified_at = null where id = ?", grace.id());
        aMinuteLater();
        assertThat(sync().jsonPath().getString("email")).isEqualTo(profile.email());
    }

    @Test
    void renamesWhoWasRenamedThereAndKeepsTheOldNameForThem() {
        Links link = Links.of(ada.id(), "formerly").shows(profile);

        assertThat(sync().jsonPath().getString("githubLogin")).isEqualTo(login);
        assertThat(link.audited("login-changed")).containsExactly("Changed the login to '" + login + "', as at GitHub");
        assertThat(Database.value(UUID.class, "select reserved_for from owner_name where name = ?", ada.login()))
                .isEqualTo(ada.id());

        link.shows(new Profile(ada.login(), "Ada Lovelace", profile.email()));
        aMinuteLater();
        assertThat(sync().jsonPath().getString("githubLogin")).isEqualTo(ada.login());
    }

    @Test
    void keepsTheLoginIfSomebodyElseHasIt() {
        Person grace = Rows.person("Grace Example");
        Links link = Links.of(ada.id(), "formerly").shows(new Profile(grace.login(), "Ada", "ada@example.com"));

        assertThat(sync().jsonPath().getString("githubLogin")).isEqualTo(ada.login());
        assertThat(link.audited("login-kept"))
                .containsExactly("Kept the login, because the new one at GitHub is taken or not valid here");
    }

    @Test
    void replacesTheOrganizationsThatThePersonSees() {
        Links link = Links.of(ada.id(), login).shows(profile);
        Database.execute(
                "insert into identity_organization values (?, '1', 'left'), (?, '2', 'old')", link.id(), link.id());
        link.organizations("[{\"login\":\"new\",\"id\":2},{\"login\":\"joined\",\"id\":3}]");

        sync();

        assertThat(Database.value(
                        String.class,
                        "select string_agg(provider_id || login, ',' order by provider_id)"
                                + " from identity_organization where identity_id = ?",
                        link.id()))
                .isEqualTo("2new,3joined");
    }

    @Test
    void removesNoOrganizationBecauseOfAListThatLacksSome() {
        Links link = Links.of(ada.id(), login).shows(profile);
        Database.execute("insert into identity_organization values (?, '1', 'hidden')", link.id());
        link.answers(
                "/api/user/orgs",
                okJson("[{\"login\":\"joined\",\"id\":3}]")
                        .withHeader("X-GitHub-SSO", "partial-results; organizations=1"));

        assertThat(sync().asString())
                .contains("\"code\":400", "Your profile was updated", "single sign-on", "with this identity again");
        assertThat(Database.value(
                        String.class,
                        "select string_agg(provider_id || login, ',' order by provider_id)"
                                + " from identity_organization where identity_id = ?",
                        link.id()))
                .isEqualTo("1hidden,3joined");
        assertThat(Database.value(
                        String.class, "select last_outcome from identity_sync where identity_id = ?", link.id()))
                .isEqualTo("organizations-hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interaction_required", "consent_required", "login_required"})
    void asksForAnotherSignInOnceTheProviderWantsToSeeThePerson(String error) {
        String refresh = "ghr_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, Instant.now());
        grants(refresh, "{\"error\":\"" + error + "\"}");

        assertThat(sync().asString())
                .contains("\"code\":400", "wants you to do something there first", "with this identity again");
        assertThat(link.state()).isEqualTo("needs-reauth");
    }

    @Test
    void blamesTheRegistrationAndNobodysTokenForAWrongSecret() {
        String refresh = "ghr_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, Instant.now());
        grants(refresh, "{\"error\":\"incorrect_client_credentials\"}");

        assertThat(sync().asString()).contains("\"code\":502", "Ask your administrator to check the log.");
        assertThat(link.state()).isEqualTo("active");
        assertThat(link.hasToken()).isTrue();
    }

    @Test
    void asksForAnotherSignInOnceTheTokenIsNoMoreGood() {
        Links link = Links.of(ada.id(), login).answersAll(Links.status(401));

        assertThat(sync().asString())
                .contains("\"code\":400")
                .contains("Sign in to Rollcall with this identity again.");
        assertThat(link.state()).isEqualTo("needs-reauth");
        assertThat(link.audited("identity-needs-reauth")).containsExactly("GitHub no longer accepts the stored token");
        assertThat(sync().statusCode()).isEqualTo(400);
        assertThat(link.audited("identity-needs-reauth")).containsExactly("GitHub no longer accepts the stored token");
        int questions = link.questions();

        // Lists do not try the token that is kept.
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user/github/acme/teams")
                        .statusCode())
                .isEqualTo(400);
        assertThat(link.questions()).isEqualTo(questions);
    }

    @Test
    void losesNoTokenBecauseThePersonAskedDuringAnOutage() {
        Links link = Links.of(ada.id(), login).shows(profile);
        link.answers("/api/user", Links.status(401));
        assertThat(sync().statusCode()).isEqualTo(400);
        assertThat(link.state()).isEqualTo("needs-reauth");

        link.shows(profile);

        assertThat(sync().statusCode()).isEqualTo(200);
        assertThat(link.state()).isEqualTo("active");
    }

    @Test
    void saysWhichScopeIsMissing() {
        Links link = Links.of(ada.id(), login)
                .answersAll(Links.status(403)
                        .withHeader("X-OAuth-Scopes", "gist")
                        .withHeader("X-Accepted-OAuth-Scopes", "user:email"));

        assertThat(sync().asString()).contains("\"code\":400").contains("user:email");
        assertThat(link.state()).isEqualTo("needs-reauth");
    }

    @Test
    void takesOverTheProfileOfWhoDoesNotShowTheirOrganizations() {
        Links link = Links.of(ada.id(), login).shows(profile);
        link.answers(
                "/api/user/orgs",
                Links.status(403)
                        .withHeader("X-OAuth-Scopes", "user:email")
                        .withHeader("X-Accepted-OAuth-Scopes", "read:org"));

        assertThat(sync().asString()).contains("\"code\":400").contains("read:org");
        assertThat(link.account("name")).isEqualTo("Ada Lovelace");
        assertThat(link.state()).isEqualTo("active");
    }

    @Test
    void tellsThatTheTokenIsAnotherAccounts() {
        Links link = Links.of(ada.id(), login);
        link.answers("/api/user", okJson(Links.user(link.subject() - 1, profile)));
        link.answers("/api/user/emails", okJson("[]"));

        assertThat(sync().statusCode()).isEqualTo(409);
        assertThat(link.state()).isEqualTo("mismatch");
        assertThat(link.account("name")).isEqualTo("Ada Example");
    }

    @Test
    void tellsHowLongTheProviderWantsToBeLeftAlone() {
        Links link = Links.of(ada.id(), login).answersAll(Links.status(429).withHeader("Retry-After", "120"));

        Response first = sync();
        Response second = sync();

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(Integer.parseInt(first.header("Retry-After"))).isBetween(110, 120);
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(100, 120);
        assertThat(link.questions()).isEqualTo(1);
        assertThat(link.hasToken()).isTrue();
    }

    @Test
    void tellsThatTheProviderIsDownAndLosesNothing() {
        Links link = Links.of(ada.id(), login).answersAll(Links.status(500));
        assertThat(sync().statusCode()).isEqualTo(502);

        link.answersAll(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(sync().statusCode()).isEqualTo(502);

        assertThat(link.state()).isEqualTo("active");
        assertThat(link.hasToken()).isTrue();
    }

    @Test
    void tellsThatTheProviderDoesNotAnswerInTime() {
        Links.of(ada.id(), login).answersAll(okJson("{}").withFixedDelay(4000));

        assertThat(sync().statusCode()).isEqualTo(504);
    }

    @Test
    void refreshesATokenThatIsAboutToEnd() {
        String refresh = "ghr_" + UUID.randomUUID();
        String fresh = "gho_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, Instant.now().plusSeconds(60))
                .shows(profile, fresh);
        grants(refresh, "{\"access_token\":\"" + fresh + "\",\"refresh_token\":\"next\",\"token_type\":\"bearer\"}");

        assertThat(sync().jsonPath().getString("name")).isEqualTo("Ada Lovelace");
        assertThat(link.questions()).isZero();
        assertThat(Database.value(Long.class, "select version from identity_token where identity_id = ?", link.id()))
                .isEqualTo(2);
    }

    @Test
    void refreshesATokenThatTheProviderTakesNoMore() {
        String refresh = "ghr_" + UUID.randomUUID();
        String fresh = "gho_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, null).answersAll(Links.status(401));
        link.shows(profile, fresh);
        grants(refresh, "{\"access_token\":\"" + fresh + "\",\"refresh_token\":\"next\",\"token_type\":\"bearer\"}");

        assertThat(sync().statusCode()).isEqualTo(200);
    }

    @Test
    void asksForAnotherSignInOnceTheRefreshTokenIsNoMoreGood() {
        String refresh = "ghr_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, Instant.now());
        grants(refresh, "{\"error\":\"bad_refresh_token\"}");

        assertThat(sync().statusCode()).isEqualTo(400);
        assertThat(link.state()).isEqualTo("needs-reauth");
    }

    @Test
    void keepsTheTokenIfItCannotBeRefreshedJustNow() {
        String refresh = "ghr_" + UUID.randomUUID();
        Links link = Links.of(ada.id(), login, refresh, Instant.now());
        Links.register(post(urlPathEqualTo("/login/oauth/access_token"))
                .withRequestBody(containing(refresh))
                .willReturn(Links.status(503)));

        assertThat(sync().statusCode()).isEqualTo(502);
        assertThat(link.hasToken()).isTrue();
    }

    @Test
    void refreshesATokenOnceForSeveralWhoNeedItAtTheSameTime() {
        String refresh = "ghr_" + UUID.randomUUID();
        String fresh = "gho_" + UUID.randomUUID();
        Links.of(ada.id(), login, refresh, Instant.now()).shows(profile, fresh);
        Links.register(post(urlPathEqualTo("/login/oauth/access_token"))
                .withRequestBody(containing(refresh))
                .willReturn(okJson("{\"access_token\":\"" + fresh + "\",\"refresh_token\":\"next\"}")
                        .withFixedDelay(500)));

        List<Integer> statuses = Stream.of("vcs/organizations", "vcs/organizations", "github/acme/teams")
                .map(path -> CompletableFuture.supplyAsync(() -> given().header("Authorization", ada.authorization())
                        .get("/api/user/" + path)
                        .statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsExactly(200, 200, 404);
        assertThat(GitHubResource.wireMock()
                        .find(postRequestedFor(urlPathEqualTo("/login/oauth/access_token"))
                                .withRequestBody(containing(refresh))))
                .hasSize(1);
    }

    private static void grants(String refreshToken, String answer) {
        Links.register(post(urlPathEqualTo("/login/oauth/access_token"))
                .withRequestBody(containing(refreshToken))
                .willReturn(okJson(answer)));
    }

    private void aMinuteLater() {
        Database.execute(
                "update identity_sync set last_ok_at = last_ok_at - interval '61 seconds' where identity_id in"
                        + " (select id from identity where user_id = ?)",
                ada.id());
    }

    private Response sync() {
        return given().header("Authorization", ada.authorization()).post("/api/user/vcs/sync");
    }

    private Response sync(String name) {
        return given().header("Authorization", ada.authorization())
                .queryParam("identity", name)
                .post("/api/user/vcs/sync");
    }
}
