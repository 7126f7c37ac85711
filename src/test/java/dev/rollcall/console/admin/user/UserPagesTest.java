package dev.rollcall.console.admin.user;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UserPagesTest {

    private static final String USERS = "/admin/users";

    private final Person root = Rows.person("Root");
    private final Person ada = Rows.person("Ada <b>Example</b> \u05d0\u05d1");
    private final String page = USERS + "/" + ada.login();
    private final Browser browser = Browser.of(root.id());

    @BeforeEach
    void makeAdministrator() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
    }

    @Test
    void findPeopleByAPartOfTheirLoginNameOrAddress() {
        Database.execute("update app_user set email = ? where id = ?", ada.login() + "@example.com", ada.id());

        assertThat(browser.get(USERS + "?search=" + ada.login().toUpperCase(Locale.ROOT))
                        .asString())
                .contains(
                        "href=\"" + page + "\"",
                        "Ada &lt;b&gt;Example",
                        ada.login() + "@example.com</bdi> (not verified)")
                .doesNotContain("<b>", root.login() + "</a>");
        assertThat(browser.get(USERS + "?search=" + unique("nobody")).asString())
                .contains("Nobody matches.", "show all people");
        assertThat(browser.get(USERS + "?search=%22%3E%3Cb%3E" + "x".repeat(255))
                        .asString())
                .doesNotContain("<b>");
        assertThat(browser.get(USERS + "?search=%00").statusCode()).isEqualTo(200);
    }

    @Test
    void leadFromPageToPage() {
        String name = unique("many");
        for (int i = 0; i < 55; i++) {
            Rows.person(name);
        }

        String first = browser.get(USERS + "?search=" + name).asString();

        String next =
                first.replaceAll("(?s).*href=\"([^\"]*)\" rel=\"next\".*", "$1").replace("&amp;", "&");
        assertThat(next).startsWith(USERS + "?search=" + name + "&after=");
        assertThat(browser.get(next).asString().split("<td><a href=\"/admin/users/", -1))
                .hasSize(6);
    }

    @Test
    void createAnAccountAndKeepWhatWasTypedIfThatFails() {
        String login = unique("new");
        Map<String, String> fields = Map.of("login", login, "name", "New <b>", "email", login + "@example.com");

        Response created = browser.submit(USERS, USERS, fields);

        assertThat(created.header("Location")).endsWith(USERS + "/" + login + "?done=created");
        assertThat(browser.get(USERS + "/" + login + "?done=created").asString())
                .contains("<p role=\"status\">The account is created.", "New &lt;b&gt;");
        assertThat(count("user-created", id(login))).isEqualTo(1);

        Response again = browser.submit(USERS, USERS, fields);

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.asString())
                .contains("<p role=\"alert\">", "value=\"" + login + "\"", "value=\"New &lt;b&gt;\"")
                .contains("value=\"" + login + "@example.com\"");
        for (String bad : new String[] {"", "admin", "docs", "x".repeat(255), "<b>", "\u05d0\u05d1\u05d2"}) {
            assertThat(browser.submit(USERS, USERS, Map.of("login", bad)).statusCode())
                    .as(bad)
                    .isIn(400, 409);
        }
    }

    @Test
    void changeAnAccountAndKeepWhatWasTypedIfThatFails() {
        String login = unique("other");

        Response changed = browser.submit(
                page,
                page,
                Map.of("login", login, "name", "Ada L.", "email", login + "@example.com", "verified", "true"));

        assertThat(changed.header("Location")).endsWith(USERS + "/" + login + "?done=changed");
        assertThat(browser.get(USERS + "/" + login + "?done=changed").asString())
                .contains("The account is changed.", "Ada L.", login + "@example.com</bdi> (verified)");
        assertThat(id(login)).isEqualTo(ada.id());
        assertThat(count("user-changed", ada.id())).isEqualTo(1);

        Response refused = browser.submit(
                USERS + "/" + login, USERS + "/" + login, Map.of("login", root.login(), "name", "Kept", "email", ""));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString())
                .contains("<p role=\"alert\">", "value=\"Kept\"", "value=\"" + root.login() + "\"");
    }

    @Test
    void suspendAndRestoreAnAccountThatTheyName() {
        Browser signedIn = Browser.of(ada.id());
        assertThat(browser.get(page + "/suspend").asString())
                .contains("<h1>Suspend " + ada.login() + "</h1>", "(<bdi>Ada &lt;b&gt;Example", "<button>Suspend");

        assertThat(act("suspend").header("Location")).endsWith(page + "?done=suspend");

        assertThat(state()).isEqualTo("suspended");
        assertThat(signedIn.get("/account/profile").statusCode()).isEqualTo(303);
        assertThat(browser.get(page + "?done=suspend").asString())
                .contains("The account is suspended.", "Restore the account")
                .doesNotContain("Suspend the account");
        act("restore");
        assertThat(state()).isEqualTo("active");
        assertThat(count("suspended", ada.id()) + count("restored", ada.id())).isEqualTo(2);

        Response oneself = browser.submit(
                USERS + "/" + root.login() + "/suspend", USERS + "/" + root.login() + "/suspend", Map.of());
        assertThat(oneself.statusCode()).isEqualTo(409);
        assertThat(oneself.asString()).contains("<p role=\"alert\">You cannot suspend yourself.");
        assertThat(Database.count(
                        "audit_event where action = 'administration-refused' and reason = 'conflict' and actor_id = ?",
                        root.id()))
                .isEqualTo(1);
    }

    @Test
    void listAndEndSessions() {
        Browser.of(ada.id());
        Browser.of(ada.id());
        String sessions = page + "/credentials/sessions";
        UUID one = Database.value(UUID.class, "select id from browser_session where user_id = ? limit 1", ada.id());

        String end = sessions + "/" + one + "/end";
        assertThat(browser.get(end).asString()).contains("<h1>End the session of ");
        assertThat(browser.submit(end, end, Map.of()).header("Location")).endsWith(sessions + "?done=ended");
        assertThat(Database.count("browser_session where user_id = ?", ada.id()))
                .isEqualTo(1);
        assertThat(browser.get(end).statusCode()).isEqualTo(404);
        assertThat(browser.submit(sessions, end, Map.of()).statusCode()).isEqualTo(404);
        act("end-sessions");
        assertThat(Database.count("browser_session where user_id = ?", ada.id()))
                .isZero();
        assertThat(browser.get(sessions).asString()).contains("is signed in with no browser.");
    }

    @Test
    void listAndRevokeAccessTokens() {
        String tokens = page + "/credentials/tokens";
        Rows.personalToken(ada.id());
        Database.execute("update access_token set description = '<b>CI' where user_id = ?", ada.id());
        UUID one = Database.value(UUID.class, "select id from access_token where user_id = ? limit 1", ada.id());
        assertThat(browser.get(tokens).asString()).contains("&lt;b&gt;CI").doesNotContain("<b>");

        String end = tokens + "/" + one + "/end";
        assertThat(browser.get(end).asString()).contains("<h1>Revoke the token &lt;b&gt;CI</h1>");
        browser.submit(end, end, Map.of());
        assertThat(browser.get(end).statusCode()).isEqualTo(404);

        assertThat(valid()).isEqualTo(1);
        assertThat(act("revoke-tokens").header("Location")).endsWith("?done=revoke-tokens");
        assertThat(valid()).isZero();
        assertThat(browser.get(tokens).asString()).contains("has no access tokens.");
        assertThat(browser.get(page + "/credentials/passwords").statusCode()).isEqualTo(404);
    }

    @Test
    void makeAndUnmakeSiteAdministratorsAndSetTheSecondFactor() {
        act("make-administrator");
        act("confirm-second-factor");
        assertThat(Database.count("app_user where id = ? and site_admin and mfa", ada.id()))
                .isEqualTo(1);
        assertThat(browser.get(page).asString()).contains("Remove as a site administrator");

        act("remove-administrator");
        act("deny-second-factor");
        assertThat(Database.count("app_user where id = ? and not site_admin and not mfa", ada.id()))
                .isEqualTo(1);
        assertThat(browser.get(page + "/promote").statusCode()).isEqualTo(404);
    }

    @Test
    void deleteAnAccountWhoseLoginWasTyped() {
        Rows.stack(ada.organizationId(), "website", "production");
        String delete = page + "/delete";
        assertThat(browser.get(delete).asString())
                .contains("<h1>Delete the account " + ada.login() + "</h1>", "has 1 stack.", "Delete the stacks, too");

        Response wrong = browser.submit(delete, delete, Map.of("typed", "somebody", "stacks", "true"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString()).contains("You did not type " + ada.login());
        Response stacks = browser.submit(delete, delete, Map.of("typed", ada.login()));
        assertThat(stacks.statusCode()).isEqualTo(409);
        assertThat(stacks.asString()).contains("tick the box");
        assertThat(state()).isEqualTo("active");

        Response deleted = browser.submit(delete, delete, Map.of("typed", ada.login(), "stacks", "true"));

        assertThat(deleted.header("Location")).endsWith(USERS + "?done=deleted");
        assertThat(browser.get(USERS + "?done=deleted").asString()).contains("The account is deleted.");
        assertThat(state()).isEqualTo("deleted");
        assertThat(browser.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void sayWhyAnAccountCannotBeDeleted() {
        Organization acme = Rows.organization(unique("acme"), "Acme");
        Rows.join(ada.id(), acme.id(), "admin");

        assertThat(browser.get(page + "/delete").asString())
                .contains("is the last admin of these organizations", "/admin/organizations/" + acme.login())
                .doesNotContain("Type <strong>");
    }

    @Test
    void attachAnIdentityAndKeepWhatWasTypedIfThatFails() {
        String identities = page + "/identities";
        assertThat(browser.get(identities).asString()).contains("has no identity", "Hub &amp; &lt;Friends&gt;");

        Response refused = browser.submit(identities, identities, Map.of("provider", "nowhere", "subject", "<b>4711"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("Choose an identity provider.", "value=\"&lt;b&gt;4711\"");

        String subject = unique("subject");
        browser.submit(identities, identities, Map.of("provider", ProvidersResource.NAME, "subject", " " + subject));

        assertThat(Database.count("identity where user_id = ? and subject = ?", ada.id(), subject))
                .isEqualTo(1);
        assertThat(browser.get(identities + "?done=attached").asString())
                .contains("The identity is attached.", "<code>" + subject + "</code>");
        assertThat(count("identity-attached", ada.id())).isEqualTo(1);
    }

    private Response act(String action) {
        Response page = browser.submit(this.page + "/" + action, this.page + "/" + action, Map.of());
        assertThat(page.statusCode()).as(page.asString()).isEqualTo(303);
        return page;
    }

    private String state() {
        return Database.value(String.class, "select state from app_user where id = ?", ada.id());
    }

    private long valid() {
        return Database.count("access_token where user_id = ? and revoked_at is null", ada.id());
    }

    private static UUID id(String login) {
        return Database.value(UUID.class, "select user_id from owner_name where name = ?", login);
    }

    private long count(String action, UUID subject) {
        return Database.count(
                "audit_event where action = ? and subject_id = ? and actor_id = ?", action, subject, root.id());
    }
}
