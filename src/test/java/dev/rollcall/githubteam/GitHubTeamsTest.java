package dev.rollcall.githubteam;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.rollcall.identity.Links;
import dev.rollcall.identity.Links.Profile;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.GitHubResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Teams whose members are those of a team at GitHub. */
@QuarkusTest
@Tag("postgresql")
@QuarkusTestResource(GitHubResource.class)
class GitHubTeamsTest {

    private static final String TEAMS =
            "[{\"id\":7,\"name\":\"Platform Team\",\"slug\":\"platform\",\"description\":\"Runs\"},"
                    + "{\"id\":8,\"name\":\"Other\",\"slug\":\"other\",\"description\":null}]";

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Links adminLink = linked(admin);
    private final Links memberLink = linked(member);

    private static Links linked(Person person) {
        return Links.of(person.id(), "someone")
                .shows(new Profile("someone", "Some One", person.login() + "@example.com"));
    }

    @BeforeEach
    void back() {
        Database.execute("update identity_sync set last_attempt_at = null");
        Database.execute("delete from provider_state");
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
        String id = String.valueOf(ThreadLocalRandom.current().nextLong(1L << 40));
        Database.execute(
                "update organization set kind = 'github', backing_provider = 'github.com', backing_instance = ?,"
                        + " backing_id = ? where id = ?",
                GitHubResource.url(),
                id,
                acme.id());
        Database.execute(
                "insert into identity_organization (identity_id, provider_id, login) values (?, ?, 'acme-there')",
                adminLink.id(),
                id);
        adminLink.answers("/api/orgs/acme-there/teams", okJson(TEAMS));
    }

    @Test
    void createsATeamOfGitHubAndAsksSoonWhoIsInIt() {
        Database.execute("update identity_sync set next_sync_at = now() + interval '1 day'");

        Response created = create(7);

        assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
        assertThat(created.asString())
                .isEqualTo(
                        "{\"kind\":\"github\",\"name\":\"platform\",\"displayName\":\"Platform Team\",\"description\":"
                                + "\"Runs\",\"members\":[],\"stacks\":[],\"environments\":[],\"userRole\":\"none\"}");
        assertThat(Database.count(
                        "identity_sync where next_sync_at <= now() and identity_id in (?, ?)",
                        adminLink.id(),
                        memberLink.id()))
                .isEqualTo(2);
        assertThat(Database.count("audit_event where organization_id = ? and action = 'team-created'", acme.id()))
                .isOne();
        assertThat(as(admin)
                        .get("/api/user/github/acme-there/teams")
                        .jsonPath()
                        .<Boolean>getList("teams.knownToPulumi"))
                .containsExactly(true, false);
    }

    @Test
    void createsNoSecondTeamOfTheSameNameOrTheSameTeamOfGitHub() {
        create(7);
        assertThat(create(7).statusCode()).isEqualTo(409);
        Database.execute("update team set name = 'renamed' where organization_id = ?", acme.id());
        assertThat(create(7).statusCode()).isEqualTo(409);
        Rows.team(acme.id());
        Database.execute("update team set name = 'Other' where organization_id = ? and kind = 'pulumi'", acme.id());
        assertThat(create(8).statusCode()).isEqualTo(409);
        as(admin).delete("/api/orgs/{org}/teams/renamed", acme.login());
        assertThat(create(7).statusCode()).isEqualTo(201);
    }

    @Test
    void findsOnlyTeamsOfTheBackingOrganizationThatTheCallerSees() {
        assertThat(message(create(9))).isEqualTo("Not Found: GitHub Team '9' not found");
        Database.execute("delete from identity_organization where identity_id = ?", adminLink.id());
        assertThat(message(create(7))).isEqualTo("Not Found: GitHub Team '7' not found");
        Database.execute("delete from identity where id = ?", adminLink.id());
        assertThat(message(create(7))).isEqualTo("Bad Request: operation only supported for GitHub-backed users");
        assertThat(Database.count("team where organization_id = ?", acme.id())).isZero();
    }

    @Test
    void saysWhyGitHubShowsNoTeams() {
        adminLink.answers("/api/orgs/acme-there/teams", Links.status(500));
        assertThat(create(7).statusCode()).isEqualTo(502);
        adminLink.answers("/api/orgs/acme-there/teams", Links.status(401));
        assertThat(create(7).statusCode()).isEqualTo(400);
        assertThat(as(member)
                        .body("{\"githubTeamID\":7}")
                        .post("/api/orgs/{org}/teams/github", acme.login())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void followsGitHub() {
        create(7);
        create(8);
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "dev"), team("platform"), "read");

        sync(member, memberLink, okJson("[{\"id\":7},{\"id\":9}]"));
        assertThat(members("platform")).containsExactly(member.login());
        assertThat(members("other")).isEmpty();
        assertThat(as(member).get("/api/user/stacks").jsonPath().getList("stacks.stackName"))
                .containsExactly("dev");
        assertThat(memberLink.audited("team-member-added")).hasSize(1);

        sync(member, memberLink, okJson("[{\"id\":7}]"));
        assertThat(memberLink.audited("team-member-added")).hasSize(1);

        sync(member, memberLink, okJson("[{\"id\":8}]"));
        assertThat(members("platform")).isEmpty();
        assertThat(members("other")).containsExactly(member.login());
        assertThat(as(member).get("/api/user/stacks").jsonPath().getList("stacks"))
                .isEmpty();
        assertThat(memberLink.audited("team-member-removed")).hasSize(1);
    }

    @Test
    void keepsTheMembersThatAreKnownIfGitHubDoesNotShowThem() {
        create(7);
        create(8);
        sync(member, memberLink, okJson("[{\"id\":7}]"));

        sync(member, memberLink, Links.status(500));
        assertThat(members("platform")).containsExactly(member.login());

        sync(member, memberLink, okJson("[{\"id\":8}]").withHeader("X-GitHub-SSO", "partial-results; organizations=1"));
        assertThat(members("platform")).containsExactly(member.login());
        assertThat(members("other")).containsExactly(member.login());
    }

    @Test
    void forgetsWhoDisconnectsTheirIdentity() {
        create(7);
        sync(member, memberLink, okJson("[{\"id\":7}]"));
        Rows.identity(member.id(), "gitlab.com", "https://gitlab.com");

        assertThat(as(member).delete("/api/user/vcs?identity=github").statusCode())
                .isEqualTo(200);

        assertThat(members("platform")).isEmpty();
    }

    @Test
    void addsNobodyToTeamsOfOtherOrganizationsAndNeverChangesOtherKinds() {
        create(7);
        Person outsider = Rows.person("Outsider");
        Links link = linked(outsider);
        Organization own = Rows.organization(unique("own"), "Own");
        Rows.join(outsider.id(), own.id(), "member");
        UUID ordinary = Rows.team(acme.id());
        Rows.joinTeam(member.id(), ordinary);

        sync(outsider, link, okJson("[{\"id\":7}]"));
        sync(member, memberLink, okJson("[]"));

        assertThat(members("platform")).isEmpty();
        assertThat(Database.count("team_member where team_id = ?", ordinary)).isOne();
    }

    @Test
    void showsTheLastKnownMembersOfATeamWhoseOrganizationGitHubNoLongerBacks() {
        create(7);
        sync(member, memberLink, okJson("[{\"id\":7}]"));
        Database.execute(
                "update organization set kind = 'pulumi', backing_provider = null, backing_instance = null,"
                        + " backing_id = null where id = ?",
                acme.id());

        Response team = as(admin).get("/api/orgs/{org}/teams/platform", acme.login());

        assertThat(team.jsonPath().getString("listMembersError"))
                .isEqualTo("GitHub no longer backs the organization. These are the last known members.");
        assertThat(members("platform")).containsExactly(member.login());
        assertThat(message(create(8)))
                .isEqualTo("Bad Request: The organization '" + acme.login()
                        + "' is not backed by GitHub, so it cannot have teams of GitHub.");
    }

    private Response create(int id) {
        return as(admin).body("{\"githubTeamID\":" + id + "}").post("/api/orgs/{org}/teams/github", acme.login());
    }

    private void sync(Person person, Links link, ResponseDefinitionBuilder teams) {
        link.answers("/api/user/teams", teams);
        Database.execute(
                "update identity_sync set last_ok_at = null, retry_at = null where identity_id = ?", link.id());
        Response answer = as(person).body("{}").post("/api/user/vcs/sync");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    private UUID team(String name) {
        return Database.value(
                UUID.class, "select id from team where organization_id = ? and name = ?", acme.id(), name);
    }

    private List<String> members(String team) {
        return as(admin)
                .get("/api/orgs/{org}/teams/{team}", acme.login(), team)
                .jsonPath()
                .getList("members.githubLogin");
    }

    private static String message(Response response) {
        return response.jsonPath().getString("message");
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization()).contentType("application/json");
    }
}
