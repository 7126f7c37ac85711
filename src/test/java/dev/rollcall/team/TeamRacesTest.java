package dev.rollcall.team;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes to teams that happen at the same time. */
@QuarkusTest
class TeamRacesTest {

    private static final int ROUNDS = 30;

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final String teams = "/api/orgs/" + acme.login() + "/teams";

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void createsATeamOnceHoweverOftenItIsCreated() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "team" + round;

            List<Integer> answers = AtOnce.call(4, () -> create(name));

            assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);
            assertThat(Database.count("team where organization_id = ? and name = ?", acme.id(), name))
                    .isOne();
        }
    }

    @Test
    void leavesNoMemberInATeamThatIsDeletedMeanwhile() throws Exception {
        String add = "{\"memberAction\":\"add\",\"member\":\"" + member.login() + "\"}";
        for (int round = 0; round < ROUNDS; round++) {
            String name = "team" + round;
            create(name);

            List<Integer> answers = AtOnce.call(List.of(
                    () -> as(admin).body(add).patch(teams + "/" + name).statusCode(),
                    () -> as(admin).delete(teams + "/" + name).statusCode()));

            assertThat(answers.get(0)).isIn(204, 404);
            assertThat(answers.get(1)).isEqualTo(204);
            assertThat(Database.count("team_member where organization_id = ?", acme.id()))
                    .isZero();
        }
    }

    @Test
    void leavesNoPermissionToATeamThatIsDeletedMeanwhile() throws Exception {
        Rows.stack(acme.id(), "website", "dev");
        for (int round = 0; round < ROUNDS; round++) {
            String name = "team" + round;
            create(name);

            List<Integer> answers = AtOnce.call(List.of(
                    () -> as(admin)
                            .body("{\"permissions\":101}")
                            .patch("/api/console/stacks/" + acme.login() + "/website/dev/teams/" + name)
                            .statusCode(),
                    () -> as(admin).delete(teams + "/" + name).statusCode()));

            assertThat(answers.get(0)).isIn(204, 404);
            assertThat(answers.get(1)).isEqualTo(204);
            assertThat(Database.count("stack_grant where organization_id = ?", acme.id()))
                    .isZero();
        }
    }

    @Test
    void addsAMemberOnceHoweverOftenTheyAreAdded() throws Exception {
        create("rocket");

        List<Integer> answers = AtOnce.call(4, () -> add(member).statusCode());

        assertThat(answers).containsExactlyInAnyOrder(204, 409, 409, 409);
    }

    @Test
    void addsNobodyWhoLeavesTheOrganizationMeanwhile() throws Exception {
        create("rocket");
        for (int round = 0; round < ROUNDS; round++) {
            Person leaving = Rows.person("Leaving");
            Rows.join(leaving.id(), acme.id(), "member");

            List<Integer> answers = AtOnce.call(List.of(
                    () -> add(leaving).statusCode(),
                    () -> as(admin)
                            .delete("/api/orgs/" + acme.login() + "/members/" + leaving.login())
                            .statusCode()));

            assertThat(answers.get(0)).isIn(204, 404);
            assertThat(answers.get(1)).isEqualTo(204);
            assertThat(Database.count("team_member where user_id = ?", leaving.id()))
                    .isZero();
        }
    }

    @Test
    void waitsForARemovalFromTheOrganizationThatIsInProgress() throws Exception {
        create("rocket");
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int own = Integer.parseInt(
                    Database.text(statement, "select pg_backend_pid()").strip());
            // As the removal does, which has not committed yet.
            statement.execute("delete from membership where user_id = '" + member.id() + "' and organization_id = '"
                    + acme.id() + "'");
            CompletableFuture<Response> addition = CompletableFuture.supplyAsync(() -> add(member));
            while (!addition.isDone()
                    && Database.count("pg_stat_activity where ? = any (pg_blocking_pids(pid))", own) == 0) {
                Thread.onSpinWait();
            }
            connection.commit();

            assertThat(addition.join().asString())
                    .isEqualTo("{\"code\":404,\"message\":\"Not Found: User '" + member.login() + "' not found\"}");
        }
        assertThat(Database.count("team_member where user_id = ?", member.id())).isZero();
    }

    private Response add(Person person) {
        return as(admin)
                .body("{\"memberAction\":\"add\",\"member\":\"" + person.login() + "\"}")
                .patch(teams + "/rocket");
    }

    private Integer create(String name) {
        return as(admin)
                .body("{\"name\":\"" + name + "\"}")
                .post(teams + "/pulumi")
                .statusCode();
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization()).contentType("application/json");
    }
}
