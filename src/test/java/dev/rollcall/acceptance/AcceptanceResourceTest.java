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
import io.restassured.response.Response;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AcceptanceResourceTest {

    private static final String USED = "Conflict: Invite is not in the 'invited' state";

    private final Person ada = Rows.person("Ada Example");
    private final Organization acme = Rows.organization(unique("Acme"), "Acme Corporation");
    private final String email = unique("ada") + "@example.com";

    @Test
    void showsTheOrganizationToWhoKnowsTheInvitation() {
        UUID invite = invite(acme, email);

        assertThat(get(ada, acme.login().toUpperCase(Locale.ROOT), invite.toString())
                        .asString())
                .isEqualTo("""
                        {"name":"Acme Corporation","githubLogin":"%s",\
                        "avatarUrl":"http://localhost:8080/avatars/%s.svg","role":"none"}""".formatted(acme.login(), acme.id()));
        Rows.join(ada.id(), acme.id(), "billing-manager");
        assertThat(get(ada, acme.login(), invite.toString()).jsonPath().getString("role"))
                .isEqualTo("billing-manager");
    }

    @Test
    void acceptsForTheVerifiedAddressInAnyCase() {
        verify(ada.id(), email);
        UUID invite = invite(acme, email.toUpperCase(Locale.ROOT));

        assertThat(accept(ada, invite.toString()).statusCode()).isEqualTo(204);

        assertThat(role(ada)).isEqualTo("member");
        assertThat(event(ada))
                .isEqualTo("Accepted the invitation of '" + email.toUpperCase(Locale.ROOT)
                        + "' and joined with the role Member");
        assertThat(accept(ada, invite.toString()).jsonPath().getString("message"))
                .isEqualTo(USED);
        assertThat(get(ada, acme.login(), invite.toString()).statusCode()).isEqualTo(404);
        assertThat(given().header("Authorization", ada.authorization())
                        .get("/api/user/pending-invites")
                        .asString())
                .isEqualTo("{\"invites\":[]}");
    }

    @Test
    void acceptsALinkOnceForAnybodyWhoHasItsCode() {
        UUID link = invite(acme, null);

        assertThat(accept(ada, link.toString()).statusCode()).isEqualTo(404);
        assertThat(get(ada, acme.login(), link.toString()).statusCode()).isEqualTo(404);
        assertThat(accept(ada, link + "." + "A".repeat(43)).statusCode()).isEqualTo(404);
        assertThat(get(ada, acme.login(), secret(link)).statusCode()).isEqualTo(200);
        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(204);

        assertThat(role(ada)).isEqualTo("member");
        assertThat(event(ada)).isEqualTo("Accepted an invitation link and joined with the role Member");
        assertThat(accept(Rows.person("Grace Example"), secret(link)).statusCode())
                .isEqualTo(409);
    }

    @Test
    void givesTheRoleOfTheInvitation() {
        UUID custom = Rows.role(acme.id());
        UUID link = invite(acme, null);
        Database.execute("update invite set role_id = ? where id = ?", custom, link);
        Person admin = Rows.person("Grace Example");
        UUID other = invite(acme, null);
        Database.execute("update invite set role = 'admin' where id = ?", other);

        accept(ada, secret(link));
        accept(admin, secret(other));

        assertThat(Database.value(
                        UUID.class,
                        "select role_id from membership where user_id = ? and role_id is not null",
                        ada.id()))
                .isEqualTo(custom);
        assertThat(role(admin)).isEqualTo("admin");
    }

    @Test
    void fallsBackToTheBuiltInRoleIfTheCustomOneIsGone() {
        UUID custom = Rows.role(acme.id());
        UUID link = invite(acme, null);
        Database.execute("update invite set role_id = ? where id = ?", custom, link);
        Database.execute("delete from role where id = ?", custom);

        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(204);

        assertThat(role(ada)).isEqualTo("member");
    }

    @Test
    void usesUpTheInvitationOfAMemberAndKeepsTheirRole() {
        Rows.join(ada.id(), acme.id(), "admin");
        UUID link = invite(acme, null);

        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(204);

        assertThat(role(ada)).isEqualTo("admin");
        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(409);
    }

    @Test
    void refusesAnotherAddressAndTellsTheAdminsWhy() {
        verify(ada.id(), "x" + email);
        UUID invite = invite(acme, email);

        assertRefused(accept(ada, invite.toString()), invite, "was sent to another e-mail address");
        assertRefused(accept(ada, secret(invite)), invite, "was sent to another e-mail address");
        Database.execute("update app_user set email = ?, email_verified_at = null where id = ?", email, ada.id());
        assertRefused(accept(ada, invite.toString()), invite, "was sent to another e-mail address");

        verify(ada.id(), email);
        assertThat(accept(ada, invite.toString()).statusCode()).isEqualTo(204);
        assertThat(Database.count("invite where id = ? and accept_error is null", invite))
                .isEqualTo(1);
    }

    @Test
    void refusesAccountsThatAnotherOrganizationManages() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("other"), "Other").id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        UUID link = invite(acme, null);

        assertRefused(accept(managed, secret(link)), link, "managed by another organization");
    }

    @Test
    void needsAnIdentityInTheOrganizationThatBacksIt() {
        String backing = unique("4711");
        Database.execute(
                "update organization set kind = 'github', backing_provider = 'github.com',"
                        + " backing_instance = 'https://github.com', backing_id = ? where id = ?",
                backing,
                acme.id());
        UUID link = invite(acme, null);

        assertRefused(accept(ada, secret(link)), link, "that backs '" + acme.login() + "'");

        Rows.identity(ada.id(), "github.com", "https://github.com", backing);
        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(204);
    }

    @Test
    void refusesWhatHasExpiredOrWasCanceled() {
        UUID link = invite(acme, null);
        Database.execute("update invite set expires_at = now() where id = ?", link);

        assertThat(accept(ada, secret(link)).jsonPath().getString("message"))
                .isEqualTo(USED + ". It has expired. Ask an admin of the organization to send it again.");

        Database.execute("update invite set canceled_at = now() where id = ?", link);
        assertThat(accept(ada, secret(link)).jsonPath().getString("message")).isEqualTo(USED);
        assertThat(role(ada)).isEqualTo("none");
    }

    @Test
    void doesNotFindInvitationsElsewhere() {
        UUID link = invite(Rows.organization(unique("other"), "Other"), null);

        assertThat(accept(ada, secret(link)).statusCode()).isEqualTo(404);
        assertThat(accept(ada, "nothing").statusCode()).isEqualTo(404);
        assertThat(accept(ada, UUID.randomUUID().toString()).statusCode()).isEqualTo(404);
        assertThat(Database.count("invite where id = ? and accepted_at is null", link))
                .isEqualTo(1);
    }

    /** U+212A is the Kelvin sign. Many rules fold it to k. */
    @Test
    void takesNothingForAnOrganizationOrAnAddressThatItOnlyResembles() {
        Organization kiosk = Rows.organization(unique("kiosk"), "Kiosk");
        String kate = unique("kate") + "@example.com";
        verify(ada.id(), kate.replace('k', '\u212a'));
        UUID there = invite(kiosk, kate);
        UUID invite = invite(acme, kate);

        assertThat(get(ada, kiosk.login().replace('k', '\u212a'), there.toString())
                        .statusCode())
                .isEqualTo(404);
        assertThat(get(ada, kiosk.login(), there.toString()).statusCode()).isEqualTo(200);
        assertRefused(accept(ada, invite.toString()), invite, "was sent to another e-mail address");
    }

    private void assertRefused(Response response, UUID invite, String reason) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.jsonPath().getString("message")).contains(reason);
        assertThat("Forbidden: " + Database.value(String.class, "select accept_error from invite where id = ?", invite))
                .isEqualTo(response.jsonPath().getString("message"));
        Database.execute("update invite set accept_error = null where id = ?", invite);
    }

    private String role(Person person) {
        return Database.value(
                String.class,
                "select coalesce(max(role), 'none') from membership where user_id = ? and organization_id = ?",
                person.id(),
                acme.id());
    }

    private String event(Person person) {
        return Database.value(
                String.class,
                "select description from audit_event where organization_id = ? and subject_id = ? and actor_id = ?"
                        + " and action = 'organization-invite-accepted'",
                acme.id(),
                person.id(),
                person.id());
    }

    private static Response get(Person caller, String organization, String invite) {
        return given().header("Authorization", caller.authorization())
                .get("/api/orgs/{org}/invites/{id}", organization, invite);
    }

    private Response accept(Person caller, String invite) {
        return given().header("Authorization", caller.authorization())
                .contentType("application/json")
                .patch("/api/orgs/{org}/invites/{id}", acme.login(), invite);
    }
}
