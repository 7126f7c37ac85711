package dev.rollcall.console;

import static dev.rollcall.testing.Invitations.code;
import static dev.rollcall.testing.Invitations.invite;
import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ProvidersResource.class)
class InvitePageResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme <b>Corporation</b>");
    private final String email = unique("ada") + "@example.com";

    @Test
    void saysWhoInvitesWhereAndChangesNothing() {
        verify(ada.id(), email);
        UUID invite = invite(acme, email);
        Database.execute("update invite set expires_at = timestamptz '2999-01-02 03:04Z' where id = ?", invite);

        Response page = browser.get(page(invite));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("form-action 'self'");
        assertThat(page.asString())
                .contains("Grace before (grace-before)", "<code>" + acme.login() + "</code>", ">Member</bdi>")
                .contains("signed in as <strong>" + ada.login() + "</strong>", "2999-01-02 at 03:04 UTC")
                .contains("Acme &lt;b&gt;Corporation")
                .doesNotContain("<b>");
        assertThat(isMember()).isFalse();
        assertThat(Database.count(
                        "invite where id = ? and accepted_at is null and canceled_at is null and accept_error is null",
                        invite))
                .isEqualTo(1);
    }

    @Test
    void makesThePersonAMember() {
        verify(ada.id(), email);
        UUID invite = invite(acme, email);

        Response joined = submit(invite, "accept");

        assertThat(joined.asString()).contains("You are a member of Acme", "pulumi org set-default " + acme.login());
        assertThat(isMember()).isTrue();
        assertThat(submit(invite, "accept").statusCode()).isEqualTo(409);
        assertThat(browser.get(page(invite)).asString()).contains("Invite is not in the &#39;invited&#39; state");
    }

    @Test
    void endsAnInvitationThatIsDeclined() {
        UUID link = invite(acme, null);

        assertThat(submit(link, "decline").asString()).contains("Invitation declined");

        assertThat(isMember()).isFalse();
        assertThat(submit(link, "accept").statusCode()).isEqualTo(409);
        assertThat(Database.value(
                        String.class,
                        "select description from audit_event where subject_id = ? and actor_id = ?"
                                + " and action = 'organization-invite-canceled'",
                        link,
                        ada.id()))
                .isEqualTo("Declined an invitation link");
    }

    @Test
    void leadsToTheSignInPageAndBack() {
        UUID link = invite(acme, null);
        Browser stranger = new Browser();

        Response redirect = stranger.get(page(link));
        assertThat(redirect.statusCode()).isEqualTo(303);
        String back = Browser.query(redirect).get("return");
        assertThat(back).isEqualTo(page(link));

        TestGitHub person = TestGitHub.person(unique("new"), "New", unique("new") + "@example.com");
        String state = stranger.startSigningIn(back).get("state");
        assertThat(stranger.comeBack(state, person.code()).header("Location"))
                .isEqualTo("http://localhost:8080" + page(link));
        assertThat(stranger.get(page(link)).statusCode()).isEqualTo(200);
    }

    @Test
    void letsWhoWasInvitedSignUpAndAccept() {
        TestGitHub person = TestGitHub.person(unique("new"), "New", email);
        UUID invite = invite(acme, email);
        Browser newcomer = new Browser();
        newcomer.signIn(person);

        Response joined =
                newcomer.submit(page(invite), "/invites/" + invite + "/accept", Map.of("code", code(invite, 1)));

        assertThat(joined.statusCode()).as(joined.asString()).isEqualTo(200);
        assertThat(Database.count("membership where organization_id = ?", acme.id()))
                .isEqualTo(1);
    }

    @Test
    void showsAnotherPersonNothingOfTheInvitation() {
        UUID invite = invite(acme, email);

        Response page = browser.get(page(invite));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.asString())
                .contains("was sent to another e-mail address")
                .doesNotContain(acme.login());
        assertThat(Database.count("invite where id = ? and accept_error is null", invite))
                .as("a GET changes nothing")
                .isEqualTo(1);
    }

    @Test
    void doesNotKnowAnInvitationWithoutItsCode() {
        UUID link = invite(acme, null);

        assertThat(browser.get("/invites/" + link).asString()).contains("Copy the whole link");
        assertThat(browser.get("/invites/" + link + "?code=" + code(link, 2)).statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/invites/nothing?code=" + code(link, 1)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        UUID link = invite(acme, null);

        for (String action : new String[] {"accept", "decline"}) {
            assertThat(browser.post("/invites/" + link + "/" + action, Map.of("code", code(link, 1)))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(Database.count("invite where id = ? and accepted_at is null and canceled_at is null", link))
                .isEqualTo(1);
    }

    private static String page(UUID invite) {
        return "/invites/" + invite + "?code=" + code(invite, 1);
    }

    private Response submit(UUID invite, String action) {
        String csrf = browser.csrf("/account/identities");
        return browser.post("/invites/" + invite + "/" + action, Map.of("csrf", csrf, "code", code(invite, 1)));
    }

    private boolean isMember() {
        return Database.count("membership where user_id = ? and organization_id = ?", ada.id(), acme.id()) == 1;
    }
}
