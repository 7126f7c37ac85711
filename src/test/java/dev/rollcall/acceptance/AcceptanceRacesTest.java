package dev.rollcall.acceptance;

import static dev.rollcall.testing.Invitations.invite;
import static dev.rollcall.testing.Invitations.secret;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requests about one invitation that arrive at the same time. */
@QuarkusTest
class AcceptanceRacesTest {

    private static final int ROUNDS = 20;

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void letsOneOfTwoAcceptALink() {
        for (int round = 0; round < 200; round++) {
            Database.execute("delete from membership where organization_id = ?", acme.id());
            UUID link = invite(acme, null);

            assertThat(atOnce(() -> accept(ada, link), () -> accept(grace, link)))
                    .as("round %d", round)
                    .containsExactlyInAnyOrder(204, 409);

            assertThat(Database.count("membership where organization_id = ?", acme.id()))
                    .isEqualTo(1);
        }
    }

    @Test
    void letsAPersonAcceptOnceInTwoWindows() {
        for (int round = 0; round < ROUNDS; round++) {
            UUID link = invite(acme, null);

            assertThat(atOnce(() -> accept(ada, link), () -> accept(ada, link))).containsExactlyInAnyOrder(204, 409);
        }
    }

    @Test
    void acceptsOrCancelsButNotBoth() {
        Rows.join(grace.id(), acme.id(), "admin");
        for (int round = 0; round < ROUNDS; round++) {
            Database.execute("delete from membership where user_id = ? and organization_id = ?", ada.id(), acme.id());
            UUID link = invite(acme, null);

            List<Integer> statuses = atOnce(
                    () -> accept(ada, link),
                    () -> given().header("Authorization", grace.authorization())
                            .delete("/api/orgs/{org}/invites/{id}", acme.login(), link)
                            .statusCode());

            assertThat(statuses).isIn(List.of(204, 404), List.of(409, 204));
            assertThat(Database.count("membership where user_id = ? and organization_id = ?", ada.id(), acme.id()))
                    .isEqualTo(statuses.get(0) == 204 ? 1 : 0);
        }
    }

    @Test
    void letsNobodyJoinAnOrganizationThatIsBeingDeleted() {
        Person siteAdmin = Rows.person("Site admin");
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());
        for (int round = 0; round < ROUNDS; round++) {
            Organization doomed = Rows.organization(unique("doomed"), "Doomed");
            UUID link = invite(doomed, null);

            List<Integer> statuses = atOnce(
                    () -> given().header("Authorization", ada.authorization())
                            .patch("/api/orgs/{org}/invites/{id}", doomed.login(), secret(link))
                            .statusCode(),
                    () -> given().header("Authorization", siteAdmin.authorization())
                            .delete("/api/admin/organizations/{org}", doomed.login())
                            .statusCode());

            assertThat(statuses.get(0)).isIn(204, 404);
            assertThat(statuses.get(1)).isEqualTo(204);
            assertThat(Database.count("membership where organization_id = ?", doomed.id()))
                    .isZero();
        }
    }

    @Test
    void invitesAnAddressOnceIfTwoAdminsDo() {
        for (Person admin : List.of(ada, grace)) {
            Rows.join(admin.id(), acme.id(), "admin");
            verify(admin.id(), unique("admin") + "@example.com");
        }
        for (int round = 0; round < ROUNDS; round++) {
            String email = unique("new") + "@example.com";

            assertThat(atOnce(() -> send(ada, email), () -> send(grace, email))).containsOnly(200);

            assertThat(Database.count("invite where email = ?", email)).isEqualTo(1);
        }
    }

    private int send(Person admin, String email) {
        return given().header("Authorization", admin.authorization())
                .contentType("application/json")
                .body("{\"invites\":[{\"email\":\"" + email + "\",\"role\":\"member\"}]}")
                .post("/api/orgs/{org}/invites/batch", acme.login())
                .statusCode();
    }

    private int accept(Person person, UUID link) {
        return given().header("Authorization", person.authorization())
                .patch("/api/orgs/{org}/invites/{id}", acme.login(), secret(link))
                .statusCode();
    }

    private static List<Integer> atOnce(IntSupplier one, IntSupplier other) {
        return Stream.of(one, other).map(request -> CompletableFuture.supplyAsync(request::getAsInt)).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
