package dev.rollcall.machinetoken;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.organization.Role;
import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TeamTokenResourceTest {

    private final Person admin = Rows.person("Ada Example");
    private final Person lead = Rows.person("Team admin");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");
    private final UUID team = Rows.team(acme.id());
    private final String teamName = Database.value(String.class, "select name from team where id = ?", team);

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(lead.id(), acme.id(), "member");
        Rows.joinTeam(lead.id(), team);
        Database.execute("update team_member set role = 'admin' where user_id = ?", lead.id());
    }

    @Test
    void createsATokenThatReachesTheStacksOfTheTeam() {
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "production"), team, "read");
        Rows.stack(acme.id(), "website", "secret");

        Response created = create(lead, "{\"name\":\"ci\",\"description\":\"Deploys\"}");

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.asString())
                .isEqualTo(
                        "{\"id\":\"" + UUID.fromString(id(created)) + "\",\"tokenValue\":\"" + value(created) + "\"}");
        assertThat(as(value(created)).get("/api/user").asString())
                .contains("\"githubLogin\":\"service-account:" + Rows.serviceAccount(acme) + "\"")
                .contains("\"tokenInfo\":{\"name\":\"ci\",\"organization\":null,\"team\":\"" + teamName + "\"}");
        assertThat(as(value(created)).get("/api/user/stacks").jsonPath().<String>getList("stacks.stackName"))
                .containsExactly("production");
        assertThat(as(value(created))
                        .get("/api/orgs/{org}/metadata", acme.login())
                        .jsonPath()
                        .getString("userRole"))
                .isEqualTo("member");
    }

    @Test
    void listsATokenAsTheOfficialSchemaHasIt() {
        Response created = create(lead, "{\"name\":\"ci\",\"admin\":true,\"roleID\":\"x\",\"organization\":\"y\"}");
        create(admin, acme, Rows.team(acme.id()), "{\"name\":\"of-another-team\"}");
        Rows.organizationToken(acme, "deploy");
        Database.execute(
                "update access_token set created_at = '2026-01-02T03:04:05.678+02:00' where id::text = ?", id(created));

        assertThat(as(admin.token())
                        .get("/api/orgs/{org}/teams/{team}/tokens", acme.login(), teamName.toUpperCase(Locale.ROOT))
                        .asString())
                .isEqualTo("""
                {"tokens":[{"id":"%s","name":"ci","description":"","created":"2026-01-02T01:04:05Z","lastUsed":0,\
                "expires":0,"admin":false,"createdBy":"%s",\
                "role":{"id":"%s","name":"Member","defaultIdentifier":"member"},"type":"team"}]}""".formatted(id(created), lead.login(), Role.MEMBER.idIn(acme.id())));
    }

    @Test
    void isForAdminsOfTheTeamAndOfTheOrganizationOnly() {
        Person member = Rows.person("Member of the team");
        Rows.join(member.id(), acme.id(), "member");
        Rows.joinTeam(member.id(), team);
        Person other = Rows.person("Admin of another team");
        Rows.join(other.id(), acme.id(), "member");
        UUID another = Rows.team(acme.id());
        Rows.joinTeam(other.id(), another);
        Database.execute("update team_member set role = 'admin' where user_id = ?", other.id());
        String id = id(create(lead, "{\"name\":\"ci\"}"));

        for (Person refused : List.of(member, other)) {
            for (Response response :
                    List.of(list(refused, ""), create(refused, "{\"name\":\"more\"}"), delete(refused, id))) {
                assertThat(response.statusCode()).isEqualTo(403);
                assertThat(response.jsonPath().getString("message"))
                        .startsWith("Forbidden: You do not have permission to update this team.");
            }
        }
        for (Person allowed : List.of(lead, admin)) {
            assertThat(list(allowed, "").statusCode()).isEqualTo(200);
        }
        assertThat(delete(admin, id).statusCode()).isEqualTo(204);
    }

    @Test
    void isOpenToAdminTokensOfTheOrganizationAndEndsWithThem() {
        String secret = Rows.organizationToken(acme, "admin");
        Database.execute(
                "update access_token set admin = true where name = 'admin' and organization_id = ?", acme.id());

        Response created = as(secret)
                .contentType("application/json")
                .body("{\"name\":\"ci\"}")
                .post("/api/orgs/{org}/teams/{team}/tokens", acme.login(), teamName);
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(list(lead, "").jsonPath().getString("tokens[0].createdBy"))
                .isEqualTo("service-account:" + Rows.serviceAccount(acme));

        as(admin.token())
                .delete("/api/orgs/{org}/tokens/{id}", acme.login(), tokenId(secret))
                .then()
                .statusCode(204);

        assertThat(as(value(created)).get("/api/user").statusCode()).isEqualTo(401);
        assertThat(Database.count("audit_event where action = 'token-revoked' and organization_id = ?", acme.id()))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-here", "a%20b", "%00", "%F0%9F%92%A9", "deleted"})
    void findsNoTeamThatIsNotOneOfTheOrganization(String name) {
        if (name.equals("deleted")) {
            Database.execute(
                    "insert into team (id, organization_id, name, deleted_at) values (?, ?, 'deleted', now())",
                    UUID.randomUUID(),
                    acme.id());
        }

        Response response = as(admin.token())
                .urlEncodingEnabled(false)
                .get("/api/orgs/" + acme.login() + "/teams/" + name + "/tokens");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.jsonPath().getString("message"))
                .startsWith("Not Found: Team '")
                .endsWith("' not found");
    }

    @Test
    void sharesTheNamesWithTheOrganizationAndItsOtherTeams() {
        Rows.organizationToken(acme, "deploy");
        create(admin, acme, Rows.team(acme.id()), "{\"name\":\"of-another-team\"}");

        for (String name : List.of("DEPLOY", "of-another-team")) {
            assertThat(create(lead, "{\"name\":\"" + name + "\"}").asString())
                    .isEqualTo("{\"code\":409,\"message\":\"Conflict: token name already exists\"}");
        }
        assertThat(create(lead, "{\"name\":\"a b\"}").asString())
                .isEqualTo(
                        "{\"code\":400,\"message\":\"Bad Request: Token name may only contain alphanumeric, hyphens, or"
                                + " underscores\"}");
    }

    @Test
    void deletesATokenOfTheTeamOnly() {
        Response created = create(lead, "{\"name\":\"ci\"}");
        Response others = create(admin, acme, Rows.team(acme.id()), "{\"name\":\"of-another-team\"}");

        assertThat(delete(lead, tokenId(Rows.organizationToken(acme, "deploy"))).asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: the requested token is not a team token\"}");
        for (String id : List.of(
                id(others),
                "1",
                UUID.randomUUID().toString(),
                tokenId(admin.token()),
                tokenId(Rows.organizationToken(Rows.organization(unique("other"), "Other"), "ci")))) {
            assertThat(delete(lead, id).asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: Token '" + id + "' not found\"}");
        }
        assertThat(delete(lead, id(created)).statusCode()).isEqualTo(204);
        assertThat(delete(lead, id(created)).statusCode()).isEqualTo(204);

        assertThat(as(value(created)).get("/api/user").statusCode()).isEqualTo(401);
        assertThat(list(lead, "?filter=all").jsonPath().getList("tokens")).isEmpty();
        assertThat(create(lead, "{\"name\":\"ci\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void recordsWhatHappenedWithTheReasonOfTheCaller() {
        Response created = as(lead.token())
                .contentType("application/json")
                .body("{\"name\":\"ci\"}")
                .post("/api/orgs/{org}/teams/{team}/tokens?reason=pipeline", acme.login(), teamName);
        as(lead.token())
                .delete("/api/orgs/{org}/teams/{team}/tokens/{id}?reason=leaked", acme.login(), teamName, id(created))
                .then()
                .statusCode(204);

        assertThat(event("token-created"))
                .isEqualTo("Created the team token 'ci' for the team '" + teamName + "'. Reason: pipeline");
        assertThat(event("token-revoked")).isEqualTo("Deleted the team token 'ci'. Reason: leaked");
    }

    @Test
    void takesTheReasonFromTheBodyWherePulumiApiPutsIt() {
        Response created = create(lead, "{\"name\":\"ci\"}");

        as(lead.token())
                .contentType("application/json")
                .body("{\"reason\":\"leaked\"}")
                .delete("/api/orgs/{org}/teams/{team}/tokens/{id}", acme.login(), teamName, id(created))
                .then()
                .statusCode(204);

        assertThat(event("token-revoked")).isEqualTo("Deleted the team token 'ci'. Reason: leaked");
    }

    private String event(String action) {
        return Database.value(
                String.class,
                "select description from audit_event where organization_id = ? and action = ? and actor_id = ?",
                acme.id(),
                action,
                lead.id());
    }

    @Test
    void createsAtMostAThousandTokensThatAreValid() {
        Database.execute("""
                insert into access_token (id, secret_hash, kind, user_id, organization_id, team_id, name)
                select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), 'team', ?, ?, ?, 't' || n
                from generate_series(1, 1000) n
                """, Rows.serviceAccount(acme), acme.id(), team);

        assertThat(create(lead, "{\"name\":\"more\"}").asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: The team '" + teamName
                        + "' has 1000 access tokens. Delete one of them first.\"}");
        assertThat(create(admin, acme, Rows.team(acme.id()), "{\"name\":\"of-another-team\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(list(lead, "").jsonPath().getList("tokens")).hasSize(1000);
    }

    @Test
    void needsTokensThatExpireSoonEnoughWhereTheOrganizationSaysSo() {
        Database.execute("update organization set max_access_token_expiry_days = 30 where id = ?", acme.id());
        long end = Instant.now().getEpochSecond() + 29 * 86_400;
        Database.execute("update access_token set expires_at = to_timestamp(?) where user_id = ?", end, lead.id());

        assertThat(create(lead, "{\"name\":\"ci\"}").statusCode()).isEqualTo(400);
        assertThat(create(lead, "{\"name\":\"ci\",\"expires\":" + end + "}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void hasNoTeamsInIndividualOrganizations() {
        assertThat(as(admin.token())
                        .get("/api/orgs/{org}/teams/{team}/tokens", admin.login(), "platform")
                        .asString())
                .isEqualTo("{\"code\":400,\"message\":\"Bad Request: Teams are not available to individual orgs\"}");
    }

    @Test
    void isNeverCreatedForATeamThatIsDeletedAtTheSameTime() throws Exception {
        int made = 0;
        for (int round = 0; round < 50; round++) {
            UUID doomed = Rows.team(acme.id());
            String body = "{\"name\":\"race" + round + "\"}";
            String name = Database.value(String.class, "select name from team where id = ?", doomed);
            List<Integer> statuses = AtOnce.call(List.of(
                    () -> create(admin, acme, doomed, body).statusCode(),
                    () -> as(admin.token())
                            .delete("/api/orgs/{org}/teams/{team}", acme.login(), name)
                            .statusCode()));

            assertThat(statuses.get(0)).isIn(200, 404);
            assertThat(statuses.get(1)).isEqualTo(204);
            made += statuses.get(0) == 200 ? 1 : 0;
            assertThat(Database.count("access_token where team_id = ? and revoked_at is null", doomed))
                    .isZero();
        }
        assertThat(Database.count("access_token where organization_id = ? and name like 'race%'", acme.id()))
                .isEqualTo(made);
    }

    @Test
    void waitsForADeletionOfTheTeamThatIsInProgress() throws SQLException {
        try (Connection connection = Database.connect()) {
            connection.setAutoCommit(false);
            change(connection, "update team set deleted_at = now() where id = ?", team);
            CompletableFuture<Response> creation =
                    CompletableFuture.supplyAsync(() -> create(lead, "{\"name\":\"ci\"}"));
            // The request waits for the lock of the team's row.
            while (!creation.isDone()
                    && Database.count(
                                    "pg_stat_activity where wait_event_type = 'Lock' and query like '%from team%for share%'")
                            == 0) {
                Thread.onSpinWait();
            }
            connection.commit();

            assertThat(creation.join().asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: Team '" + teamName + "' not found\"}");
        }
    }

    private static void change(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    private Response list(Person person, String query) {
        return as(person.token())
                .urlEncodingEnabled(false)
                .get("/api/orgs/" + acme.login() + "/teams/" + teamName + "/tokens" + query);
    }

    private Response create(Person person, String body) {
        return create(person, acme, team, body);
    }

    private static Response create(Person person, Organization organization, UUID team, String body) {
        return as(person.token())
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(
                        "/api/orgs/{org}/teams/{team}/tokens",
                        organization.login(),
                        Database.value(String.class, "select name from team where id = ?", team));
    }

    private Response delete(Person person, String id) {
        return as(person.token())
                .contentType("application/json")
                .delete("/api/orgs/{org}/teams/{team}/tokens/{id}", acme.login(), teamName, id);
    }

    private static RequestSpecification as(String secret) {
        return given().header("Authorization", "token " + secret);
    }

    private static String id(Response created) {
        return created.jsonPath().getString("id");
    }

    private static String value(Response created) {
        return created.jsonPath().getString("tokenValue");
    }

    private static String tokenId(String secret) {
        return Database.value(UUID.class, "select id from access_token where secret_hash = sha256(?::bytea)", secret)
                .toString();
    }
}
