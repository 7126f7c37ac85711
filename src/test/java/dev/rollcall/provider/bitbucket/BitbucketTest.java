package dev.rollcall.provider.bitbucket;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.provider.Connection;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.Outcome.InsufficientScope;
import dev.rollcall.provider.Outcome.Limited;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderFaults;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderSettings;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that responds like Bitbucket Cloud. */
@QuarkusTest
class BitbucketTest extends ProviderFaults {

    private static final String USER = """
            {"type":"user","uuid":"{a54f16da-24e9-4d7f-a3a7-b1ba2cd98aa3}","account_id":"557058:c0b72ad0-1cb5-4018-9cdc",
             "username":"evzijst","nickname":"Erik","display_name":"Erik van Zijst","has_2fa_enabled":true,
             "created_on":"2008-07-01T00:00:00+00:00","location":null,"account_status":"active",
             "links":{"self":{"href":"https://api.bitbucket.org/2.0/users/%7Ba54f16da%7D"},
                      "avatar":{"href":"https://secure.gravatar.com/avatar/5f375?d=initials.png"}}}""";

    private static final String EMAILS = """
            {"pagelen":100,"page":1,"size":2,"values":[
             {"type":"email","email":"old@example.com","is_primary":false,"is_confirmed":true},
             {"type":"email","email":"erik@example.com","is_primary":true,"is_confirmed":true}]}""";

    @Override
    protected ProviderClient client(String api, Connection connection) {
        return bitbucket(connection, false);
    }

    @Override
    protected String profilePath() {
        return "/user";
    }

    @Override
    protected Optional<String> organizationsPath() {
        return Optional.of("/user/workspaces");
    }

    @Override
    protected ResponseDefinitionBuilder person() {
        return ok(USER);
    }

    @Override
    protected ResponseDefinitionBuilder organizations(Optional<String> next, int... numbers) {
        return ok(IntStream.of(numbers)
                .mapToObj(id -> "{\"workspace\":{\"uuid\":\"%s\",\"slug\":\"w%d\"}}".formatted(uuid(id), id))
                .collect(Collectors.joining(
                        ",",
                        "{" + next.map(url -> "\"next\":\"" + url + "\",").orElse("") + "\"pagelen\":100,\"values\":[",
                        "]}")));
    }

    @Override
    protected List<Refused> refusals() {
        return List.of(
                new Refused(
                        error(
                                        "Your credentials lack one or more required privilege scopes.\","
                                                + "\"detail\":{\"required\":[\"account\"],\"granted\":[\"pullrequest\"]},\"x\":\"")
                                .withStatus(403),
                        new InsufficientScope<>(Set.of("account"))),
                new Refused(
                        error("Your credentials lack one or more required privilege scopes.")
                                .withStatus(403),
                        new InsufficientScope<>(Set.of())),
                new Refused(error("Forbidden").withStatus(403), new Transient<>("status 403: Forbidden")),
                new Refused(
                        error("Slow down").withStatus(403).withHeader("Retry-After", "5"),
                        new Limited<>(NOW.plusSeconds(5))),
                new Refused(
                        error("Rate limit for this resource has been exceeded").withStatus(429),
                        new Limited<>(NOW.plusSeconds(60))),
                new Refused(
                        error("This API has been removed. See CHANGE-2770.").withStatus(410),
                        new Transient<>("status 410: Bitbucket has removed this from its API")));
    }

    // ------------------------------------------------------------------------------------------------------- profiles

    @Test
    void describesAPerson() {
        serve("/user", ok(USER));
        serve("/user/emails", ok(EMAILS));

        assertThat(value(trusted().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        "{a54f16da-24e9-4d7f-a3a7-b1ba2cd98aa3}",
                        Optional.of("evzijst"),
                        Optional.of("Erik van Zijst"),
                        Optional.of("https://secure.gravatar.com/avatar/5f375?d=initials.png"),
                        Optional.of("erik@example.com")));
    }

    @Test
    void asksAsBitbucketWantsToBeAsked() {
        serve("/user", ok(USER));
        serve("/user/emails", ok(EMAILS));
        serve("/user/workspaces", organizations(Optional.empty(), 1));

        trusted().profile(TOKEN, Optional.of("\"etag\""));
        trusted().organizations(TOKEN);

        for (String path : List.of("/user", "/user/emails?pagelen=100", "/user/workspaces?pagelen=100")) {
            SERVER.verify(
                    1,
                    getRequestedFor(urlEqualTo("/api" + path))
                            .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                            .withHeader("Accept", equalTo("application/json"))
                            .withHeader("User-Agent", equalTo("rollcall/1.2.3"))
                            .withHeader("If-None-Match", absent()));
        }
    }

    @Test
    void takesTheNicknameOfWhomBitbucketShowsNoUsername() {
        serve("/user", ok("{\"uuid\":\"" + uuid(1) + "\",\"nickname\":\"Erik\",\"links\":{\"avatar\":null}}"));

        assertThat(value(client().profile(TOKEN, Optional.empty())))
                .isEqualTo(new ProviderProfile(
                        uuid(1), Optional.of("Erik"), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a54f16da-24e9-4d7f-a3a7-b1ba2cd98aa3", "{1}", "{a54f16da-24e9-4d7f-a3a7-b1ba2cd98aa3}x"})
    void learnsNothingFromAPersonWithoutAnId(String uuid) {
        serve("/user", ok("{\"uuid\":\"" + uuid + "\",\"account_id\":\"557058:c0b72ad0\",\"username\":\"evzijst\"}"));

        assertThat(trusted().profile(TOKEN, Optional.empty())).isEqualTo(new Transient<>("the user has no valid id"));
    }

    @Test
    void findsThePrimaryAddressOnALaterPage() {
        serve("/user", ok(USER));
        serve("/user/emails", ok("{\"values\":[{\"email\":\"a@example.com\"}],\"next\":\"" + api() + "/more\"}"));
        serve("/more", ok(EMAILS));

        assertThat(value(trusted().profile(TOKEN, Optional.empty())).verifiedEmail())
                .contains("erik@example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":\"a@example.com\",\"is_primary\":true,\"is_confirmed\":false}",
                "{\"email\":\"a@example.com\",\"is_primary\":false,\"is_confirmed\":true}",
                "{\"email\":\"a@example.com\",\"is_primary\":true}",
                "{\"email\":\"no address\",\"is_primary\":true,\"is_confirmed\":true}",
                "{\"email\":null,\"is_primary\":true,\"is_confirmed\":true}"
            })
    void takesOnlyAPrimaryAndConfirmedAddress(String email) {
        serve("/user", ok(USER));
        serve("/user/emails", ok("{\"values\":[" + email + "]}"));

        assertThat(value(trusted().profile(TOKEN, Optional.empty())).verifiedEmail())
                .isEmpty();
    }

    @Test
    void doesNotReadAddressesThatAreNotBelieved() {
        serve("/user", ok(USER));

        assertThat(value(client().profile(TOKEN, Optional.empty())).verifiedEmail())
                .isEmpty();
        SERVER.verify(0, getRequestedFor(urlPathEqualTo("/api/user/emails")));
    }

    @Test
    void isNoProfileWithoutTheAddresses() {
        serve("/user", ok(USER));
        refusals().forEach(refused -> {
            serve("/user/emails", refused.answer());
            assertThat(trusted().profile(TOKEN, Optional.empty())).isEqualTo(refused.outcome());
        });
        serve("/user/emails", ok("{\"values\":null}"));
        assertThat(trusted().profile(TOKEN, Optional.empty())).isInstanceOf(Transient.class);
    }

    // ----------------------------------------------------------------------------------------------------- workspaces

    @Test
    void listsWorkspaces() {
        serve("/user/workspaces", ok("""
                {"pagelen":100,"values":[
                 {"type":"workspace_access","administrator":true,
                  "workspace":{"type":"workspace_base","uuid":"{a15fb181-db1f-48f7-b41f-e1eff06929d6}","slug":"acme",
                               "links":{"avatar":{"href":"https://bitbucket.org/workspaces/acme/avatar/"}}}},
                 {"type":"workspace_access","administrator":false,
                  "workspace":{"uuid":"{b15fb181-db1f-48f7-b41f-e1eff06929d6}","slug":"tools","name":"Tools"}}]}"""));

        assertThat(value(client().organizations(TOKEN)))
                .containsExactly(
                        new ProviderOrganization(
                                "{a15fb181-db1f-48f7-b41f-e1eff06929d6}",
                                "acme",
                                Optional.empty(),
                                Optional.of("https://bitbucket.org/workspaces/acme/avatar/"),
                                true),
                        new ProviderOrganization(
                                "{b15fb181-db1f-48f7-b41f-e1eff06929d6}",
                                "tools",
                                Optional.of("Tools"),
                                Optional.empty(),
                                false));
    }

    @Test
    void listsWorkspacesThatAreNotInsideOfAnything() {
        serve(
                "/user/workspaces",
                ok("{\"values\":[{\"type\":\"workspace\",\"uuid\":\"" + uuid(1)
                        + "\",\"slug\":\"acme\",\"name\":\"Acme\"}]}"));

        assertThat(value(client().organizations(TOKEN)))
                .containsExactly(
                        new ProviderOrganization(uuid(1), "acme", Optional.of("Acme"), Optional.empty(), false));
    }

    @Test
    void learnsNothingFromAListWithAWorkspaceThatIsNone() {
        for (String workspace : List.of(
                "{\"slug\":\"a\"}",
                "{\"uuid\":\"" + uuid(2) + "\"}",
                "{\"uuid\":\"" + uuid(2) + "\",\"slug\":\" \"}",
                "{\"uuid\":\"2\",\"slug\":\"a\"}")) {
            serve(
                    "/user/workspaces",
                    ok("{\"values\":[{\"workspace\":{\"uuid\":\"" + uuid(1) + "\",\"slug\":\"b\"}},{\"workspace\":"
                            + workspace + "}]}"));

            assertThat(client().organizations(TOKEN)).as(workspace).isInstanceOf(Transient.class);
        }
    }

    @Test
    void hasNoTeams() {
        assertThat(client().teams(TOKEN, "acme")).isEqualTo(new NotFound<>());
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void saysHowPeopleAuthorizeTheService() {
        OAuthRegistration oauth = value(trusted().oauth());

        assertThat(oauth.authorizationUrl()).isEqualTo(SERVER.baseUrl() + "/site/oauth2/authorize");
        assertThat(oauth.tokenUrl()).isEqualTo(SERVER.baseUrl() + "/site/oauth2/access_token");
        assertThat(oauth.revocation()).isEmpty();
        assertThat(oauth.authentication()).isEqualTo(ClientAuthentication.BASIC);
        assertThat(oauth.scopes()).containsExactly("account", "email");
        assertThat(oauth.openId()).isEmpty();
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    private Bitbucket trusted() {
        return bitbucket(connection(api()), true);
    }

    private static Bitbucket bitbucket(Connection connection, boolean trustEmail) {
        return new Bitbucket(
                "test",
                ProviderSettings.of(
                                BitbucketConfig.class,
                                Map.of(
                                        "bitbucket.test.base-url", SERVER.baseUrl(),
                                        "bitbucket.test.api-url", api(),
                                        "bitbucket.test.client-id", "key",
                                        "bitbucket.test.client-secret", "s3",
                                        "bitbucket.test.trust-email", String.valueOf(trustEmail)))
                        .bitbucket()
                        .get("test"),
                connection);
    }

    private static ResponseDefinitionBuilder error(String message) {
        return ok("{\"type\":\"error\",\"error\":{\"message\":\"" + message + "\"}}");
    }

    private static String uuid(int number) {
        return "{a15fb181-db1f-48f7-b41f-%012d}".formatted(number);
    }
}
