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
import io.restassured.specification.RequestSpecification;
import java.util.List;
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

        List<Integer> answers = AtOnce.call(
                4,
                () -> as(admin)
                        .body("{\"memberAction\":\"add\",\"member\":\"" + member.login() + "\"}")
                        .patch(teams + "/rocket")
                        .statusCode());

        assertThat(answers).containsExactlyInAnyOrder(204, 409, 409, 409);
    }

    @Test
    void addsNobodyWhoLeavesTheOrganizationMeanwhile() throws Exception {
        create("rocket");
        for (int round = 0; round < ROUNDS; round++) {
            Person leaving = Rows.person("Leaving");
            Rows.join(leaving.id(), acme.id(), "member");

            List<Integer> answers = AtOnce.call(List.of(
                    () -> as(admin)
                            .body("{\"memberAction\":\"add\",\"member\":\"" + leaving.login() + "\"}")
                            .patch(teams + "/rocket")
                            .statusCode(),
                    () -> Database.execute(
                            "delete from membership where user_id = ? and organization_id = ?",
                            leaving.id(),
                            acme.id())));

            assertThat(answers.get(0)).isIn(204, 404);
            assertThat(Database.count("team_member where user_id = ?", leaving.id()))
                    .isZero();
        }
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
