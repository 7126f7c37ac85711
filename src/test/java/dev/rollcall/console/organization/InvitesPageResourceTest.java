package dev.rollcall.console.organization;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InvitesPageResourceTest extends OrganizationWithMembers {

    private final String page = settings + "/invites";
    private final String email = unique("linus") + "@example.com";

    @BeforeEach
    void verified() {
        verify(ada.id(), unique("ada") + "@example.com");
    }

    @Test
    void saysWhatToDoWithoutInvitations() {
        Response empty = admin.get(page);

        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.header("Cache-Control")).isEqualTo("no-store");
        assertThat(text(empty)).contains("No invitation waits.", "Invite people by mail", "Make a link");
    }

    @Test
    void invitesSeveralPeopleAtOnce() {
        String other = unique("margaret") + "@example.com";

        Response sent = send("\n" + email + "\r\n " + other + "\n", "billing-manager");

        assertThat(text(sent))
                .contains("Invited 2 people.")
                // The default profile has no mail server.
                .contains("This server sends no mail. Give the invitees their link.")
                .contains(email + " Billing Manager", other + " Billing Manager", "No mail was sent.");
        assertThat(sent.asString())
                .contains("http://localhost:8080/invites/" + id(email) + "?code=" + code(id(email), 1));
        assertThat(event("organization-invite-sent")).endsWith("with the role Billing Manager");
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void keepsWhatWasTypedIfAnAddressIsWrong() {
        Response wrong = send(email + "\n<b>nobody", "admin");

        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString())
                .contains("<p id=\"send-error\" role=\"alert\">", email + "\n&lt;b&gt;nobody</textarea>")
                .contains("<option value=\"admin\" selected>")
                .doesNotContain("<b>");
        assertThat(text(send(" \n", "member"))).contains("Type at least one e-mail address.");
        assertThat(text(send((email + " ").repeat(101), "member"))).contains("at most 100 addresses");
        assertThat(send(email, "owner").statusCode()).isEqualTo(400);
        assertThat(Database.count("invite where organization_id = ?", acme.id()))
                .isZero();
    }

    @Test
    void keepsAddressesThatWereNotInvited() {
        String taken = unique("grace") + "@example.com";
        verify(grace.id(), taken);

        Response sent = send(email + "\n" + taken, "member");

        assertThat(text(sent)).contains("Invited 1 person.", taken + " is the address of a member");
        assertThat(sent.asString()).contains(">\n" + taken + "</textarea>");
        assertThat(text(send(taken, "member"))).contains("Nobody was invited.");
    }

    @Test
    void makesALink() {
        Response made = admin.submit(page, page + "/link", Map.of("role", "admin"));

        UUID id = Database.value(UUID.class, "select id from invite where organization_id = ?", acme.id());
        assertThat(text(made))
                .contains("The link is made.", "Anybody with the link Admin", "Give it to the person.")
                .contains("http://localhost:8080/invites/" + id + "?code=" + code(id, 1));
        assertThat(event("organization-invite-sent")).isEqualTo("Created an invitation link with the role Admin");
        assertThat(admin.submit(page, page + "/link", Map.of("role", "x")).asString())
                .contains("<p id=\"link-error\" role=\"alert\">");
    }

    @Test
    void resendsAnInvitation() {
        send(email, "member");
        Database.execute("update invite set expires_at = now() - interval '1 day' where id = ?", id(email));
        assertThat(text(admin.get(page))).contains("It has expired.");

        Response resent = admin.submit(page, page + "/" + id(email) + "/resend", Map.of());

        assertThat(text(resent)).contains("Invited " + email + " again.").doesNotContain("It has expired.");
        assertThat(event("organization-invite-sent")).isEqualTo("Invited '" + email + "' again");
        assertThat(admin.submit(page, page + "/" + UUID.randomUUID() + "/resend", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void cancelsAnInvitationAfterNamingIt() {
        send(email, "member");
        String cancel = page + "/" + id(email) + "/cancel";
        assertThat(text(admin.get(cancel))).contains("The invitation for: " + email + ", with the role Member.");

        assertThat(text(admin.submit(cancel, cancel, Map.of())))
                .contains("The invitation of " + email + " is canceled.", "No invitation waits.");
        assertThat(Database.count("invite where id = ? and canceled_at is not null", id(email)))
                .isOne();
        assertThat(event("organization-invite-canceled")).isEqualTo("Canceled the invitation of '" + email + "'");
        assertThat(admin.get(cancel).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhatBecameOfTheMail() {
        send(email, "member");
        Map<String, String> words = Map.of(
                "waiting", "The mail waits to be sent.",
                "sent", "The mail was sent.",
                "refused", "The mail server refused the mail.",
                "abandoned", "The mail could not be sent.");
        words.forEach((state, sentence) -> {
            Database.execute("delete from mail where subject_id = ?", id(email));
            Database.execute(
                    "insert into mail (id, kind, subject_id, recipient, state, finished_at, next_try_at, failure)"
                            + " values (?, 'invite', ?, ?, ?, case when ? <> 'waiting' then now() end,"
                            + " now() + interval '1 day', ?)",
                    UUID.randomUUID(),
                    id(email),
                    email,
                    state,
                    state,
                    state.equals("sent") ? null : "550 <b>No</b>");
            assertThat(text(admin.get(page))).contains(sentence);
            assertThat(admin.get(page).asString()).doesNotContain("<b>");
        });
    }

    @Test
    void isForAdminsOnly() {
        for (Browser browser : List.of(member, billing)) {
            Response refused = browser.get(page);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(text(refused)).contains("Ask an admin of the organization.");
            assertThat(browser.submit(settings + "/members?x", page, Map.of("addresses", email, "role", "admin"))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(events()).isZero();
    }

    @Test
    void needsAVerifiedAddress() {
        Database.execute("update app_user set email_verified_at = null where id = ?", ada.id());

        Response refused = send(email, "member");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("Verify your e-mail address before you invite people.", email);
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(page);
    }

    @Test
    void needsItsOwnForms() {
        send(email, "member");
        needsItsOwnForm(page, Map.of("addresses", "x@example.com", "role", "member"));
        needsItsOwnForm(page + "/link", Map.of("role", "member"));
        needsItsOwnForm(page + "/" + id(email) + "/resend", Map.of());
        needsItsOwnForm(page + "/" + id(email) + "/cancel", Map.of());
    }

    private Response send(String addresses, String role) {
        return admin.submit(page, page, Map.of("addresses", addresses, "role", role));
    }

    private UUID id(String address) {
        return Database.value(
                UUID.class, "select id from invite where organization_id = ? and email = ?", acme.id(), address);
    }
}
