package dev.rollcall.console.organization.token;

import static dev.rollcall.testing.Invitations.verify;
import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.console.organization.OrganizationWithMembers;
import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokensPageResourceTest extends OrganizationWithMembers {

    private final String page = settings + "/tokens";
    private final String teamPage = settings + "/teams/web/tokens";
    private UUID team;

    @BeforeEach
    void verified() {
        verify(ada.id(), unique("ada") + "@example.com");
        team = Rows.team(acme.id());
        Database.execute("update team set name = 'web', display_name = 'The web team' where id = ?", team);
    }

    @Test
    void createsATokenOfTheOrganizationAndShowsItOnce() {
        assertThat(text(admin.get(page))).contains("There are no tokens. Create one with the form below.");

        Response created = create(page, "deploy", "Deploys <b>things</b>", "30", Map.of("admin", "true"));

        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        String token = token(created);
        assertThat(given().header("Authorization", "token " + token)
                        .get("/api/orgs/" + acme.login() + "/members")
                        .statusCode())
                .isEqualTo(200);
        Response list = admin.get(page);
        assertThat(text(list))
                .contains("deploy Deploys &lt;b&gt;things&lt;/b&gt; Admin", "by " + ada.login())
                .doesNotContain(token);
        assertThat(expiresIn("deploy")).isBetween(Duration.ofDays(29), Duration.ofDays(30));
        assertThat(event("token-created")).isEqualTo("Created the organization token 'deploy' with the role Admin");
    }

    @Test
    void createsATokenOfATeam() {
        Rows.joinTeam(grace.id(), team);
        Database.execute("update team_member set role = 'admin' where user_id = ?", grace.id());
        assertThat(text(member.get(teamPage)))
                .contains("Access tokens of The web team")
                .doesNotContain("acts as an admin");

        Response created = member.submit(teamPage, teamPage, Map.of("name", "ci", "description", "", "days", "0"));

        assertThat(token(created)).startsWith("pul-");
        assertThat(text(member.get(teamPage))).containsPattern("ci Member .* never never Revoke");
        assertThat(event("token-created")).isEqualTo("Created the team token 'ci' for the team 'web'");
        assertThat(text(admin.get(page))).doesNotContain(" ci ");
    }

    @Test
    void asksWhoSignedInSomeTimeAgoToSignInAgain() {
        String csrf = admin.csrf(page);
        admin.signedInEarlier();

        Response list = admin.get(page);
        assertThat(list.asString())
                .contains("/account/confirm?return=%2F" + acme.login() + "%2Fsettings%2Ftokens")
                .doesNotContain("name=\"days\"");
        Response refused = admin.post(page, Map.of("csrf", csrf, "name", "late", "description", "", "days", "30"));
        assertThat(refused.statusCode()).isEqualTo(303);
        assertThat(refused.header("Location")).contains("/account/confirm?return=");
        assertThat(events()).isZero();
    }

    @Test
    void showsWhatIsWrongBesideTheFormWithWhatWasTyped() {
        Response wrong = create(page, "no spaces <b>", "What it is for", "90", Map.of("admin", "true"));

        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString())
                .contains("<p id=\"create-error\" role=\"alert\">", "value=\"no spaces &lt;b&gt;\"")
                .contains("value=\"What it is for\"", "<option value=\"90\" selected>")
                .contains("name=\"admin\" type=\"checkbox\" value=\"true\" checked")
                .doesNotContain("<b>");
        create(page, "taken", "", "30", Map.of());
        assertThat(create(page, "TAKEN", "", "30", Map.of()).statusCode()).isEqualTo(409);
        assertThat(create(teamPage, "taken", "", "30", Map.of()).statusCode()).isEqualTo(409);
        assertThat(create(page, "other", "W".repeat(1025), "30", Map.of()).statusCode())
                .isEqualTo(400);
        assertThat(create(page, "other", "", "soon", Map.of()).statusCode()).isEqualTo(400);
        Database.execute("update app_user set email_verified_at = null where id = ?", ada.id());
        assertThat(text(create(page, "other", "", "30", Map.of()))).contains("Verify yours first.");
    }

    @Test
    void offersOnlyWhatTheOrganizationAccepts() {
        assertThat(admin.get(page).asString()).contains("<option value=\"0\">never</option>");
        for (int days : List.of(1, 60, 400)) {
            Database.execute("update organization set max_access_token_expiry_days = ? where id = ?", days, acme.id());

            String form = admin.get(page).asString();

            assertThat(form).contains("<option value=\"" + days + "\"").doesNotContain("never</option>");
            assertThat(create(page, "token-" + days, "", Integer.toString(days), Map.of())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void findsTokens() {
        Rows.organizationToken(acme, "deploy-website");
        Rows.organizationToken(acme, "unrelated");

        assertThat(text(admin.get(page + "?search=WEBSITE")))
                .contains("deploy-website")
                .doesNotContain("unrelated");
        assertThat(text(admin.get(page + "?search=%3Cb%3E"))).contains("No token is found.", "Show all tokens");
    }

    @Test
    void revokesATokenAfterNamingIt() {
        Rows.organizationToken(acme, "deploy");
        UUID id = id("deploy");
        String revoke = page + "/" + id + "/revoke";
        assertThat(text(admin.get(revoke))).contains("Revoke the token deploy", "Its name stays reserved.");

        assertThat(text(admin.submit(revoke, revoke, Map.of())))
                .contains("The token is revoked.", "There are no tokens.");
        assertThat(Database.count("access_token where id = ? and revoked_at is not null", id))
                .isOne();
        assertThat(event("token-revoked")).contains("deploy");
        assertThat(admin.get(revoke).statusCode()).isEqualTo(404);
        assertThat(admin.submit(page, page + "/" + UUID.randomUUID() + "/revoke", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void revokesATokenOfATeam() {
        create(teamPage, "ci", "", "30", Map.of());
        String revoke = teamPage + "/" + id("ci") + "/revoke";

        assertThat(text(admin.get(revoke))).contains("Revoke the token ci");
        assertThat(text(admin.submit(revoke, revoke, Map.of()))).contains("The token is revoked.");
        assertThat(Database.count("access_token where id = ? and revoked_at is not null", id("ci")))
                .isOne();
    }

    @Test
    void areForAdminsOnly() {
        for (Browser browser : List.of(member, billing)) {
            for (String path : List.of(page, teamPage, page + "/" + UUID.randomUUID() + "/revoke")) {
                assertThat(browser.get(path).statusCode()).as(path).isEqualTo(403);
            }
            assertThat(text(browser.get(page))).contains("Ask an admin of the organization.");
            assertThat(text(browser.get(teamPage))).contains("Ask one of its admins");
            for (String path : List.of(page, teamPage)) {
                assertThat(browser.submit(settings, path, Map.of("name", "mine", "days", "30"))
                                .statusCode())
                        .isEqualTo(403);
            }
        }
        assertThat(events()).isZero();
    }

    @Test
    void tellsStrangersNothing() {
        tellsStrangersNothing(page);
        tellsStrangersNothing(teamPage);
        assertThat(admin.get(settings + "/teams/nothing/tokens").statusCode()).isEqualTo(404);
    }

    @Test
    void needTheirOwnForms() {
        Rows.organizationToken(acme, "deploy");
        for (String path : List.of(page, teamPage)) {
            needsItsOwnForm(path, Map.of("name", "new", "days", "30"));
        }
        needsItsOwnForm(page + "/" + id("deploy") + "/revoke", Map.of());
    }

    private Response create(String path, String name, String description, String days, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(more);
        fields.putAll(Map.of("name", name, "description", description, "days", days));
        return admin.submit(path, path, fields);
    }

    private static String token(Response page) {
        Matcher token =
                Pattern.compile("<code id=\"token\">(pul-[0-9a-f]{40})</code>").matcher(page.asString());
        assertThat(token.find()).as(page.asString()).isTrue();
        return token.group(1);
    }

    private UUID id(String name) {
        return Database.value(
                UUID.class, "select id from access_token where organization_id = ? and name = ?", acme.id(), name);
    }

    private Duration expiresIn(String name) {
        return Duration.ofSeconds(Database.value(
                Long.class,
                "select floor(extract(epoch from expires_at - now()))::bigint from access_token where organization_id = ? and name = ?",
                acme.id(),
                name));
    }
}
