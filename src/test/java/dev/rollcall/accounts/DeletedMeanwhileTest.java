package dev.rollcall.accounts;

import static dev.rollcall.testing.Invitations.invite;
import static dev.rollcall.testing.Invitations.secret;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** An account is deleted while something else gives it a row that it must not have then. */
@QuarkusTest
class DeletedMeanwhileTest {

    private final Person ada = Rows.person("Ada Example");
    private final Person admin = Rows.person("Admin");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    DeletedMeanwhileTest() {
        Rows.join(admin.id(), acme.id(), "admin");
        Database.execute("update app_user set site_admin = true where id = ?", admin.id());
    }

    @Test
    void isNotAddedToAnOrganization() throws SQLException {
        assertThat(whileDeleted(this::add)).isEqualTo(404);
        assertThat(memberships()).isZero();
    }

    @Test
    void doesNotAcceptAnInvitation() throws SQLException {
        UUID link = invite(acme, null);

        assertThat(whileDeleted(() -> as(ada).patch("/api/orgs/{org}/invites/{id}", acme.login(), secret(link))
                        .statusCode()))
                .isEqualTo(404);
        assertThat(memberships()).isZero();
        assertThat(Database.count("invite where id = ? and accepted_at is null", link))
                .isEqualTo(1);
    }

    @Test
    void isNotMadeTheAdminOfANewOrganization() throws SQLException {
        String name = unique("new");

        assertThat(whileDeleted(() -> as(admin)
                        .body("{\"name\":\"%s\",\"admin\":\"%s\"}".formatted(name, ada.login()))
                        .post("/api/admin/organizations")
                        .statusCode()))
                .isEqualTo(404);
        assertThat(Database.count("owner_name where name = ?", name)).isZero();
    }

    @Test
    void getsNoIdentity() throws SQLException {
        String subject = unique("subject");

        assertThat(whileDeleted(() -> as(admin)
                        .body("{\"kind\":\"github\",\"instance\":\"https://github.com\",\"subject\":\"%s\"}"
                                .formatted(subject))
                        .post("/api/admin/users/{login}/identities", ada.login())
                        .statusCode()))
                .isEqualTo(404);
        assertThat(Database.count("identity where subject = ?", subject)).isZero();
    }

    @RepeatedTest(20)
    void isNoMemberWhicheverComesFirst() {
        CompletableFuture<Integer> added = CompletableFuture.supplyAsync(this::add);
        int deleted = as(admin).delete("/api/admin/users/{login}", ada.login()).statusCode();

        assertThat(deleted).isEqualTo(204);
        assertThat(added.join()).isIn(200, 404);
        assertThat(memberships()).isZero();
    }

    /** Deletes the account as the service does, after the request has begun to wait for that. */
    private int whileDeleted(IntSupplier request) throws SQLException {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int own;
            try (ResultSet row = statement.executeQuery(
                    "select pg_backend_pid() from app_user where id = '" + ada.id() + "' for update")) {
                row.next();
                own = row.getInt(1);
            }
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(request::getAsInt);
            while (!status.isDone()
                    && Database.count("pg_stat_activity where ? = any (pg_blocking_pids(pid))", own) == 0) {
                Thread.onSpinWait();
            }
            statement.execute("delete from membership where user_id = '" + ada.id() + "' and organization_id <> '"
                    + ada.organizationId() + "'");
            statement.execute("update app_user set state = 'deleted' where id = '" + ada.id() + "'");
            connection.commit();
            return status.join();
        }
    }

    private int add() {
        return as(admin)
                .body("{\"role\":\"member\"}")
                .post("/api/orgs/{org}/members/{login}", acme.login(), ada.login())
                .statusCode();
    }

    private static RequestSpecification as(Person caller) {
        return given().header("Authorization", caller.authorization()).contentType("application/json");
    }

    private long memberships() {
        return Database.count("membership where user_id = ? and organization_id = ?", ada.id(), acme.id());
    }
}
