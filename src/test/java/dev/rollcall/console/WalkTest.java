package dev.rollcall.console;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The walk of docs/organizations.md on the pages, by somebody who has never seen them: they type the address of the first
 * page, and find each other address in the page that they look at.
 */
@QuarkusTest
class WalkTest {

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Person linus = Rows.person("Linus Example");
    private final String umbrella = unique("umbrella");
    private final String address = unique("linus") + "@example.com";

    @Test
    void leadsFromTheFirstPageToMembersATeamATokenAndTheAuditLog() {
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        Invitations.verify(ada.id(), unique("ada") + "@example.com");
        Invitations.verify(linus.id(), address);
        Walker admin = new Walker(Browser.of(ada.id()));

        admin.follow("Administration");
        admin.follow("Organizations");
        admin.press("Create the organization", Map.of("login", umbrella, "name", "Umbrella Corporation"));
        admin.reads("The organization is created.");
        admin.follow("The page of " + umbrella);
        admin.follow("settings");
        admin.press("Save", Map.of("permission", "0", "createTeams", "true"));
        admin.reads("The settings are saved.");

        admin.follow("Members");
        admin.press("Add", Map.of("login", grace.login(), "role", "member"));
        admin.reads(grace.login() + " is a member now.");
        admin.follow("Invite people by mail or by a link");
        admin.press("Send the invitations", Map.of("addresses", address, "role", "member"));
        admin.reads("Invited 1 person.");
        Walker invitee = new Walker(Browser.of(linus.id()));
        invitee.follow("Accept or decline");
        invitee.press("Accept the invitation", Map.of());
        invitee.follow(umbrella);
        invitee.reads("Umbrella Corporation");

        admin.follow("Teams");
        admin.press("Create the team", Map.of("name", "platform", "displayName", "Platform"));
        admin.press("Add to the team", Map.of("login", linus.login()));
        admin.reads(linus.login() + " is in the team now.");
        // pulumi stack init makes it.
        Rows.stack(
                Database.value(UUID.class, "select organization_id from owner_name where name = ?", umbrella),
                "website",
                "dev");
        admin.follow("choose a stack");
        admin.follow(umbrella + "/website/dev");
        admin.press("Let them in", Map.of("kind", "team", "who", "platform", "permission", "102"));
        admin.reads("The team platform may now write this stack.");
        new Walker(Browser.of(linus.id())).follow(umbrella + "/website/dev");

        admin.follow(umbrella);
        admin.follow("settings");
        admin.follow("Teams");
        admin.follow("platform");
        admin.reads("website/dev");
        admin.follow("Access tokens of the team");
        admin.press("Create the token", Map.of("name", "website-ci", "description", "The website's pipeline"));
        admin.reads("pul-");
        admin.follow("Back to the access tokens of Platform");
        admin.reads("website-ci");
        admin.follow("Audit log");
        admin.reads("Created the team token 'website-ci'");

        admin.follow("Members");
        admin.follow(linus.login());
        admin.follow("Remove " + linus.login() + " from " + umbrella);
        admin.press("Remove " + linus.login() + " from Umbrella Corporation", Map.of());
        admin.reads(linus.login() + " is no member any more.");
    }

    @Test
    void leadsVisitorsToTheProviderAndPeopleToTheirAccount() {
        Walker visitor = new Walker(new Browser());
        visitor.follow("Sign in with Hub & <Friends>");
        visitor.reads("Continue to Hub & <Friends>");

        for (String page : new String[] {
            "Profile", "E-mail", "Identities", "Organizations", "Access tokens", "Sessions", "Stacks", "Home"
        }) {
            new Walker(Browser.of(grace.id())).follow(page);
        }
        Walker person = new Walker(Browser.of(grace.id()));
        person.follow("Profile");
        person.follow("Change the login");
        person.follow("Profile");
        person.follow("Delete the account " + grace.login());
    }

    /** Somebody at a browser, who sees one page. */
    private static final class Walker {

        private static final Pattern LINK = Pattern.compile("(?s)<a [^>]*href=\"([^\"]*)\"[^>]*>(.*?)</a>");
        private static final Pattern FORM =
                Pattern.compile("(?s)<form method=\"post\" action=\"([^\"]*)\">((?:(?!</form>).)*)</form>");
        private static final Pattern HIDDEN =
                Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
        private static final Pattern SELECTED = Pattern.compile(
                "(?s)<select [^>]*name=\"([^\"]*)\"(?:(?!</select>).)*<option value=\"([^\"]*)\" selected>");

        private final Browser browser;
        private String page;

        Walker(Browser browser) {
            this.browser = browser;
            open("/");
        }

        /** Links and redirects can have the public address in front of the path. */
        private void open(String link) {
            URI there = URI.create(link);
            see(browser.get(there.getRawPath() + (there.getRawQuery() == null ? "" : "?" + there.getRawQuery())));
        }

        private void see(Response response) {
            if (response.statusCode() == 303) {
                open(response.header("Location"));
                return;
            }
            page = response.asString();
            assertThat(response.statusCode()).as(page).isEqualTo(200);
        }

        /** Follows a link, and one of the page rather than one of its head with the same text. */
        void follow(String text) {
            String path = null;
            for (Matcher link = LINK.matcher(page); link.find(); ) {
                if (text(link.group(2)).equals(text) && (path == null || link.start() > page.indexOf("<main"))) {
                    path = text(link.group(1));
                    if (link.start() > page.indexOf("<main")) {
                        break;
                    }
                }
            }
            assertThat(path).as("The link " + text + " of " + page).isNotNull();
            open(path);
        }

        /** Fills the form of a button, and presses the button. */
        void press(String button, Map<String, String> typed) {
            for (Matcher form = FORM.matcher(page); form.find(); ) {
                if (text(form.group(2)).endsWith(button)) {
                    Map<String, String> fields = new HashMap<>();
                    for (Pattern filled : new Pattern[] {HIDDEN, SELECTED}) {
                        for (Matcher field = filled.matcher(form.group(2)); field.find(); ) {
                            fields.put(field.group(1), text(field.group(2)));
                        }
                    }
                    assertThat(typed.keySet())
                            .allSatisfy(name -> assertThat(form.group(2)).contains("name=\"" + name + "\""));
                    fields.putAll(typed);
                    see(browser.post(text(form.group(1)), fields));
                    return;
                }
            }
            throw new AssertionError("There is no button " + button + " on " + page);
        }

        void reads(String words) {
            assertThat(text(page)).contains(words);
        }

        private static String text(String html) {
            return html.replaceAll("<[^>]*>", " ")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
