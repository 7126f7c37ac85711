package dev.rollcall.directory;

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
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes to stacks that happen at the same time. */
@QuarkusTest
class StackRacesTest {

    private static final int ROUNDS = 20;

    private final Person admin = Rows.person("Ada Example");
    private final Person member = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final String project = "/api/stacks/" + acme.login() + "/website";

    @BeforeEach
    void join() {
        Rows.join(admin.id(), acme.id(), "admin");
        Rows.join(member.id(), acme.id(), "member");
    }

    @Test
    void createsAStackOnceHoweverOftenItIsCreated() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "stack" + round;

            List<Integer> answers = AtOnce.call(List.of(
                    () -> create(admin, name),
                    () -> create(member, name.toUpperCase(Locale.ROOT)),
                    () -> create(admin, name),
                    () -> create(member, name)));

            assertThat(answers).containsExactlyInAnyOrder(200, 409, 409, 409);
            assertThat(Database.count("stack where organization_id = ? and lower(name) = ?", acme.id(), name))
                    .isOne();
        }
    }

    @Test
    void leavesNoGrantOfAStackThatIsDeletedMeanwhile() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            create(admin, "dev");

            List<Integer> answers = AtOnce.call(List.of(
                    () -> as(admin)
                            .body("{\"permissions\":101}")
                            .patch("/api/console" + project.substring(4) + "/dev/collaborators/" + member.login())
                            .statusCode(),
                    () -> as(admin)
                            .body("{\"a\":\"b\"}")
                            .patch(project + "/dev/tags")
                            .statusCode(),
                    () -> as(admin).delete(project + "/dev").statusCode()));

            assertThat(answers.get(0)).isIn(204, 404);
            assertThat(answers.get(1)).isIn(204, 404);
            assertThat(answers.get(2)).isEqualTo(204);
            assertThat(Database.count("stack_grant where organization_id = ?", acme.id()))
                    .isZero();
            assertThat(Database.count("stack_tag where organization_id = ?", acme.id()))
                    .isZero();
        }
    }

    @Test
    void leavesNoStackInAnOrganizationThatIsDeletedMeanwhile() throws Exception {
        Person siteAdmin = Rows.person("Site admin");
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());
        for (int round = 0; round < ROUNDS; round++) {
            Organization doomed = Rows.organization(unique("doomed"), "Doomed");
            Rows.join(member.id(), doomed.id(), "member");

            List<Integer> answers = AtOnce.call(List.of(
                    () -> as(member)
                            .body("{\"stackName\":\"dev\"}")
                            .post("/api/stacks/" + doomed.login() + "/website")
                            .statusCode(),
                    () -> as(siteAdmin)
                            .delete("/api/admin/organizations/" + doomed.login() + "?force=true")
                            .statusCode()));

            assertThat(answers.get(0)).isIn(200, 404);
            assertThat(answers.get(1)).isEqualTo(204);
            assertThat(Database.count("stack where organization_id = ?", doomed.id()))
                    .isZero();
        }
    }

    @Test
    void givesANameOnceToStacksThatAreRenamedOrCreatedAtTheSameTime() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "wanted" + round;
            create(admin, "one" + round);
            create(admin, "two" + round);
            int number = round;

            List<Integer> answers = AtOnce.call(List.of(
                    () -> rename("one" + number, name), () -> rename("two" + number, name), () -> create(admin, name)));

            assertThat(answers).containsExactlyInAnyOrder(200, 409, 409);
        }
    }

    @Test
    void transfersTwoStacksInOppositeDirectionsAtTheSameTime() throws Exception {
        Organization other = Rows.organization(unique("other"), "Other");
        Rows.join(admin.id(), other.id(), "admin");
        for (int round = 0; round < ROUNDS; round++) {
            UUID there = Rows.stack(acme.id(), "website", "there" + round);
            UUID back = Rows.stack(other.id(), "website", "back" + round);
            int number = round;

            List<Integer> answers = AtOnce.call(List.of(
                    () -> transfer(acme, "there" + number, other), () -> transfer(other, "back" + number, acme)));

            assertThat(answers).containsExactly(204, 204);
            assertThat(organization(there)).isEqualTo(other.id());
            assertThat(organization(back)).isEqualTo(acme.id());
        }
    }

    @Test
    void letsOneOfTwoTagsOfTheSameNameIn() throws Exception {
        create(admin, "dev");
        for (int round = 0; round < ROUNDS; round++) {
            String tag = "{\"name\":\"tag" + round + "\",\"value\":\"v\"}";

            assertThat(AtOnce.call(List.of(
                            () -> as(admin)
                                    .body(tag)
                                    .post(project + "/dev/tags")
                                    .statusCode(),
                            () -> as(admin)
                                    .body(tag)
                                    .post(project + "/dev/tags")
                                    .statusCode())))
                    .containsExactlyInAnyOrder(204, 400);
        }
    }

    private static UUID organization(UUID stack) {
        return Database.value(UUID.class, "select organization_id from stack where id = ?", stack);
    }

    private Integer transfer(Organization from, String name, Organization to) {
        return as(admin)
                .body("{\"toOrg\":\"" + to.login() + "\"}")
                .post("/api/stacks/" + from.login() + "/website/" + name + "/transfer")
                .statusCode();
    }

    private Integer rename(String name, String newName) {
        return as(admin)
                .body("{\"newName\":\"" + newName + "\"}")
                .post(project + "/" + name + "/rename")
                .statusCode();
    }

    private Integer create(Person person, String name) {
        return as(person).body("{\"stackName\":\"" + name + "\"}").post(project).statusCode();
    }

    private static RequestSpecification as(Person person) {
        return given().header("Authorization", person.authorization()).contentType("application/json");
    }
}
