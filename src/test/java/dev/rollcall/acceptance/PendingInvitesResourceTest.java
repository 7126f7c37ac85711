package dev.rollcall.acceptance;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PendingInvitesResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final String email = unique("ada") + "@example.com";

    @Test
    void isEmptyForWhoWasNotInvited() {
        verify(ada, email);
        invite("somebody-else@example.com");

        assertThat(list().asString()).isEqualTo("{\"invites\":[]}");
    }

    @Test
    void showsAnInvitationToTheCallersVerifiedAddressInAnyCase() {
        verify(ada, email);
        UUID invite = invite(email.toUpperCase(Locale.ROOT));
        Database.execute(
                "update invite set created_at = '2026-01-02 03:04:05.678Z', generation = 3 where id = ?", invite);

        assertThat(list().asString()).isEqualTo("""
                        {"invites":[{"id":"%s","email":"%s","role":"member",\
                        "sentBy":{"name":"Grace Example","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg"},"sentAt":1767323045,\
                        "acceptInviteUrl":"http://localhost:8080/invites/%s?code=%s","status":"pending"}]}""".formatted(
                        invite, email.toUpperCase(Locale.ROOT), grace.login(), grace.id(), invite, code(invite, 3)));
    }

    @Test
    void showsNothingToWhoHasNotProvenTheAddress() {
        invite(email);
        Database.execute("update app_user set email = ? where id = ?", email, ada.id());

        assertThat(list().asString()).isEqualTo("{\"invites\":[]}");
    }

    @Test
    void showsCustomRoleErrorAndExpiry() {
        verify(ada, email);
        UUID invite = invite(email);
        UUID role = Rows.role(acme.id());
        Database.execute(
                "update invite set role_id = ?, accept_error = 'The organization is full', expires_at = now()"
                        + " where id = ?",
                role,
                invite);

        JsonPath shown = list().jsonPath();
        assertThat(shown.getString("invites[0].roleId")).isEqualTo(role.toString());
        assertThat(shown.getString("invites[0].acceptError")).isEqualTo("The organization is full");
        assertThat(shown.getString("invites[0].status")).isEqualTo("expired");
    }

    @Test
    void leavesOutWhatWasAcceptedOrCanceledAndLinksForAnybody() {
        verify(ada, email);
        Database.execute("update invite set accepted_at = now() where id = ?", invite(email));
        Database.execute("update invite set canceled_at = now() where id = ?", invite(email));
        invite(null);

        assertThat(list().asString()).isEqualTo("{\"invites\":[]}");
    }

    @Test
    void keepsTheNameOfASenderWhoIsGone() {
        verify(ada, email);
        UUID invite = invite(email);

        Database.execute("update invite set sender_id = null where id = ?", invite);
        assertSenderIsRemembered(invite);

        Database.execute("update invite set sender_id = ? where id = ?", grace.id(), invite);
        Database.execute("update app_user set state = 'deleted', name = '' where id = ?", grace.id());
        assertSenderIsRemembered(invite);
    }

    private void assertSenderIsRemembered(UUID invite) {
        assertThat(list().jsonPath().<String, String>getMap("invites[0].sentBy"))
                .containsEntry("name", "Grace before")
                .containsEntry("githubLogin", "grace-before")
                .containsEntry("avatarUrl", "http://localhost:8080/avatars/" + invite + ".svg");
    }

    @Test
    void showsTheNewestFirst() {
        verify(ada, email);
        UUID older = invite(email);
        UUID newer = invite(email);
        Database.execute("update invite set created_at = now() - interval '1 day' where id = ?", older);

        assertThat(list().jsonPath().<String>getList("invites.id")).containsExactly(newer.toString(), older.toString());
    }

    @Test
    void isForPeopleOnly() {
        given().header("Authorization", "token " + Rows.organizationToken(acme, "deploy"))
                .get("/api/user/pending-invites")
                .then()
                .statusCode(403);
        given().get("/api/user/pending-invites").then().statusCode(401);
    }

    private static void verify(Person person, String email) {
        Database.execute("update app_user set email = ?, email_verified_at = now() where id = ?", email, person.id());
    }

    private UUID invite(String address) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into invite (id, organization_id, email, role, sender_id, sender_name, sender_login)"
                        + " values (?, ?, ?, 'member', ?, 'Grace before', 'grace-before')",
                id,
                acme.id(),
                address,
                grace.id());
        return id;
    }

    private Response list() {
        Response answer = given().header("Authorization", ada.authorization()).get("/api/user/pending-invites");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer;
    }
}
