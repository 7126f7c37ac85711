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
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HomeResourceTest {

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme <b>Corporation</b>");

    @Test
    void saysToVisitorsWhatThisIsAndHowToSignIn() {
        Response page = new Browser().get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.asString())
                .contains("This is Rollcall", "The service works.")
                .contains("href=\"/signin/" + ProvidersResource.NAME + "?return=%2F\"")
                .contains("Sign in with Hub &amp; &lt;Friends&gt;");
    }

    @Test
    void isWherePeopleArriveAfterTheySignedIn() {
        Browser newcomer = new Browser();
        TestGitHub person = TestGitHub.person(unique("new"), "New", null, ProvidersResource.ORGANIZATION);

        String state = newcomer.startSigningIn("").get("state");

        assertThat(newcomer.comeBack(state, person.code()).header("Location")).isEqualTo("http://localhost:8080/");
        assertThat(newcomer.get("/signin").header("Location")).isEqualTo("http://localhost:8080/");
    }

    @Test
    void listsTheOrganizationsOfThePersonWithTheirRoles() {
        Rows.join(ada.id(), acme.id(), "billing-manager");
        Organization other = Rows.organization(unique("other"), "Other");

        assertThat(browser.get("/").asString())
                .contains("href=\"/" + acme.login() + "\"><bdi>Acme &lt;b&gt;Corporation", "<bdi>Billing Manager</bdi>")
                .contains("href=\"/" + ada.login() + "\"")
                .doesNotContain(other.login(), "<b>");
    }

    @Test
    void leadsToThePageOfAllOrganizationsOfSomebodyInMany() {
        for (int i = 0; i < 19; i++) {
            Rows.join(ada.id(), Rows.organization(unique("many"), "Many").id(), "member");
        }
        assertThat(browser.get("/").asString().split("<bdi>Many</bdi></a>", -1)).hasSize(20);
        assertThat(browser.get("/").asString()).doesNotContain("All your organizations");

        Rows.join(ada.id(), acme.id(), "member");

        assertThat(browser.get("/").asString().split("<bdi>Many</bdi></a>", -1)).hasSizeLessThan(20);
        assertThat(browser.get("/").asString())
                .contains("<a href=\"/account/organizations\">All your organizations</a>");
    }

    @Test
    void showsTheNewestStacksThatThePersonCanReach() {
        Rows.join(ada.id(), acme.id(), "member");
        Rows.openToMembers(acme.id(), "read");
        Organization closed = Rows.organization(unique("closed"), "Closed");
        Rows.join(ada.id(), closed.id(), "member");
        Organization foreign = Rows.organization(unique("foreign"), "Foreign");
        stack(acme.id(), "open", "2026-01-02 03:04Z");
        stack(closed.id(), "hidden", "2026-06-01 00:00Z");
        UUID team = Rows.team(closed.id());
        Rows.joinTeam(ada.id(), team);
        Rows.grantToTeam(stack(closed.id(), "team", "2026-03-01 00:00Z"), team, "write");
        Rows.grantToUser(stack(foreign.id(), "granted", "2026-02-01 00:00Z"), ada.id(), "read");
        Rows.grantToUser(stack(foreign.id(), "none", "2026-02-01 00:00Z"), ada.id(), "none");
        UUID role = Rows.role(foreign.id());
        Rows.join(ada.id(), foreign.id(), "member");
        Rows.hold(ada.id(), foreign.id(), role);
        Rows.grantToRole(stack(foreign.id(), "role", "2026-04-01 00:00Z"), role, "admin");
        stack(ada.organizationId(), "own", "2025-01-01 00:00Z");

        String page = browser.get("/").asString();

        assertThat(page)
                .containsSubsequence(closed.login() + "/website/team</a>", acme.login() + "/website/open</a>")
                .contains("href=\"/" + foreign.login() + "/website/granted\"", foreign.login() + "/website/role</a>")
                .contains(ada.login() + "/website/own</a>", "2026-01-02 at 03:04 UTC")
                .doesNotContain("/website/hidden", "/website/none");
    }

    @Test
    void showsTenStacksOfMany() {
        for (int i = 0; i < 15; i++) {
            stack(ada.organizationId(), "s" + i, "2026-01-%02d 00:00Z".formatted(i + 1));
        }

        assertThat(browser.get("/").asString().split("/website/s\\d+</a>", -1)).hasSize(11);
    }

    @Test
    void showsTheNewestStacksOfManyOrganizations() {
        for (int i = 0; i < 12; i++) {
            Organization organization = Rows.organization(unique("many"), "Many");
            Rows.join(ada.id(), organization.id(), "admin");
            stack(organization.id(), "old" + i, "2025-01-%02d 00:00Z".formatted(i + 1));
            stack(organization.id(), "new" + i, "2026-01-%02d 00:00Z".formatted(i + 1));
            if (i == 7) {
                stack(organization.id(), "second", "2026-01-07 12:00Z");
            }
        }

        assertThat(browser.get("/").asString())
                .containsSubsequence(
                        "new11</a>",
                        "new10</a>",
                        "new9</a>",
                        "new8</a>",
                        "new7</a>",
                        "second</a>",
                        "new6</a>",
                        "new5</a>",
                        "new4</a>",
                        "new3</a>")
                .doesNotContain("new2</a>", "old11</a>");
    }

    @Test
    void saysWhatToDoIfThereIsNothing() {
        assertThat(browser.get("/").asString())
                .contains("You can reach no stack yet.")
                .doesNotContain("<h2>Invitations</h2>");
    }

    @Test
    void leadsToTheInvitationsOfTheVerifiedAddress() {
        String email = unique("ada") + "@example.com";
        UUID invite = invite(acme, email.toUpperCase(Locale.ROOT));
        Database.execute("update app_user set email = ? where id = ?", email, ada.id());
        assertThat(browser.get("/").asString()).doesNotContain(acme.login());

        verify(ada.id(), email);

        for (String page : new String[] {"/", "/account/organizations"}) {
            assertThat(browser.get(page).asString())
                    .contains("<bdi>Grace before</bdi> invites you to", "<code>" + acme.login() + "</code>")
                    .contains("href=\"http://localhost:8080/invites/" + invite + "?code=" + code(invite, 1) + "\"");
        }
        Database.execute("update invite set expires_at = now() where id = ?", invite);
        assertThat(browser.get("/").asString()).doesNotContain(acme.login());
    }

    @Test
    void saysWhatToTypeInTheTerminal() {
        assertThat(browser.get("/").asString())
                .contains("export PULUMI_CONSOLE_DOMAIN=localhost:8080\npulumi login http://localhost:8080</code>")
                .contains("export PULUMI_ACCESS_TOKEN=pul-...");
    }

    private static UUID stack(UUID organization, String name, String updated) {
        UUID id = Rows.stack(organization, "website", name);
        Database.execute("update stack set last_update = ?::timestamptz where id = ?", updated, id);
        Database.execute("update stack set created_at = timestamptz '2020-01-01' where id = ?", id);
        return id;
    }
}
