package dev.rollcall.member;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.AtOnce;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Requests that arrive at the same time, and of which only some may succeed. */
@QuarkusTest
class MemberRacesTest {

    private static final int ROUNDS = 200;

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void leavesOneOfTwoAdminsWhoTakeTheRoleFromEachOther() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "admin");
        for (int round = 0; round < ROUNDS; round++) {
            Database.execute("update membership set role = 'admin' where organization_id = ?", acme.id());

            List<Integer> statuses = atOnce(() -> demote(ada, grace), () -> demote(grace, ada));

            assertThat(statuses).as("round %d", round).containsExactlyInAnyOrder(204, 403);
            assertThat(Database.count("membership where organization_id = ? and role = 'admin'", acme.id()))
                    .isEqualTo(1);
        }
    }

    @RepeatedTest(20)
    void leavesOneOfTwoAdminsWhoLeaveTheRoleThemselves() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "admin");

        assertThat(atOnce(() -> demote(ada, ada), () -> demote(grace, grace))).containsExactlyInAnyOrder(204, 409);
    }

    @RepeatedTest(20)
    void leavesOneOfTwoAdminsWhoRemoveEachOther() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "admin");

        assertThat(atOnce(() -> remove(ada, grace), () -> remove(grace, ada))).containsExactlyInAnyOrder(204, 404);
        assertThat(Database.count("membership where organization_id = ?", acme.id()))
                .isEqualTo(1);
    }

    @RepeatedTest(20)
    void addsAPersonOnce() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");

        assertThat(atOnce(() -> add(ada, grace), () -> add(ada, grace))).containsExactlyInAnyOrder(200, 409);
    }

    @RepeatedTest(20)
    void addsNobodyToAnOrganizationThatIsBeingDeleted() throws Exception {
        Rows.join(ada.id(), acme.id(), "admin");
        Person siteAdmin = Rows.person("Site admin");
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());

        List<Integer> statuses = atOnce(
                () -> add(ada, grace),
                () -> given().header("Authorization", siteAdmin.authorization())
                        .delete("/api/admin/organizations/{org}", acme.login())
                        .statusCode());

        assertThat(statuses.get(0)).isIn(200, 404);
        assertThat(statuses.get(1)).isEqualTo(204);
        assertThat(Database.count("membership where organization_id = ?", acme.id()))
                .isZero();
        assertThat(Database.count("membership where user_id = ?", grace.id())).isEqualTo(1);
    }

    private static List<Integer> atOnce(Callable<Integer> one, Callable<Integer> other) throws Exception {
        return AtOnce.call(List.of(one, other));
    }

    private int demote(Person caller, Person other) {
        return given().header("Authorization", caller.authorization())
                .contentType("application/json")
                .body("{\"role\":\"member\"}")
                .patch("/api/orgs/{org}/members/{login}", acme.login(), other.login())
                .statusCode();
    }

    private int remove(Person caller, Person other) {
        return given().header("Authorization", caller.authorization())
                .delete("/api/orgs/{org}/members/{login}", acme.login(), other.login())
                .statusCode();
    }

    private int add(Person caller, Person other) {
        return given().header("Authorization", caller.authorization())
                .contentType("application/json")
                .body("{\"role\":\"member\"}")
                .post("/api/orgs/{org}/members/{login}", acme.login(), other.login())
                .statusCode();
    }
}
