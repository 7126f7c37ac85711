package dev.rollcall.console.stack;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StacksPageResourceTest {

    private static final Pattern NEXT = Pattern.compile("href=\"(/stacks\\?[^\"]*)\" rel=\"next\"");

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());
    private final Organization acme = Rows.organization(unique("acme"), "Acme");

    @Test
    void listsWhatThePersonCanReachAndNothingElse() {
        Rows.stack(ada.organizationId(), "website", "own");
        Rows.stack(acme.id(), "website", "foreign");
        Rows.grantToUser(Rows.stack(acme.id(), "website", "granted"), ada.id(), "read");
        Database.execute(
                "update stack set last_update = timestamptz '2026-01-02 03:04Z', resource_count = 7"
                        + " where organization_id = ? and name = 'own'",
                ada.organizationId());

        Response page = browser.get("/stacks");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.asString())
                .contains(
                        "href=\"/" + ada.login() + "/website/own\"",
                        "2026-01-02 at 03:04 UTC",
                        "<td data-label=\"Resources\">7</td>")
                .contains("href=\"/" + acme.login() + "/website/granted\"", "<td data-label=\"Last update\">never</td>")
                .doesNotContain("/website/foreign");
        assertThat(browser.get("/").asString()).contains("href=\"/stacks\"");
    }

    @Test
    void findsStacksByOrganizationProjectNameAndTagInAnyCase() {
        Rows.join(ada.id(), acme.id(), "admin");
        UUID wanted = Rows.stack(acme.id(), "Website", "Production");
        Rows.tag(wanted, "team", "web <b>& co");
        Rows.stack(acme.id(), "Website", "test");
        Rows.tag(Rows.stack(acme.id(), "shop", "production"), "team", "shop");
        Rows.stack(ada.organizationId(), "website", "production");

        assertThat(titles("?organization=" + acme.login().toUpperCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        acme.login() + "/Website/Production",
                        acme.login() + "/Website/test",
                        acme.login() + "/shop/production");
        assertThat(titles("?project=website&name=&tag=&value="))
                .containsExactlyInAnyOrder(
                        acme.login() + "/Website/Production",
                        acme.login() + "/Website/test",
                        ada.login() + "/website/production");
        assertThat(titles("?name=%20PRODUCTION+"))
                .containsExactlyInAnyOrder(
                        acme.login() + "/Website/Production",
                        acme.login() + "/shop/production",
                        ada.login() + "/website/production");
        assertThat(titles("?name=production&tag=team"))
                .containsExactlyInAnyOrder(acme.login() + "/Website/Production", acme.login() + "/shop/production");
        assertThat(titles("?tag=team&value=web+%3Cb%3E%26+co")).containsExactly(acme.login() + "/Website/Production");
        assertThat(titles("?organization=" + acme.login() + "&project=website&name=test"))
                .containsExactly(acme.login() + "/Website/test");
        assertThat(titles("?name=prod")).isEmpty();
        assertThat(titles("?name=no%00name")).isEmpty();
    }

    @Test
    void leadsFromPageToPageAndKeepsTheSearch() {
        Database.execute("""
                insert into stack (id, organization_id, project, name)
                select gen_random_uuid(), ?, 'many', 'stack' || i from generate_series(1, 120) i""", ada.organizationId());
        Rows.stack(ada.organizationId(), "other", "stack1");
        Set<String> seen = new HashSet<>();
        String path = "/stacks?project=many";
        int pages = 0;
        while (path != null) {
            String page = browser.get(path).asString();
            seen.addAll(titles(page, ada.login()));
            assertThat(page).contains("name=\"project\" value=\"many\"");
            Matcher next = NEXT.matcher(page);
            path = next.find() ? next.group(1).replace("&amp;", "&") : null;
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(120).doesNotContain(ada.login() + "/other/stack1");
    }

    @Test
    void saysWhatToDoIfThereIsNothing() {
        assertThat(browser.get("/stacks").asString())
                .contains("You can reach no stack yet.", "pulumi stack init")
                .doesNotContain("Show all stacks");
        assertThat(browser.get("/stacks?name=x").asString())
                .contains("You can reach no stack that matches.", "Show all stacks");
    }

    @Test
    void saysWhatIsWrongWithASearchAndKeepsIt() {
        Response page = browser.get("/stacks?value=production&project=website");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.asString())
                .contains("<p role=\"alert\">Type the name of the tag that has this value, too.</p>")
                .contains("value=\"production\"", "value=\"website\"")
                .doesNotContain("You can reach no stack");
        assertThat(browser.get("/stacks?after=nonsense").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"><b>bold</b>", "\u05d0\u202e\u05d1", "\ud83d\ude80", "' or true --"})
    void showsWhateverPeopleTypedAsText(String typed) {
        String value = URLEncoder.encode(typed, StandardCharsets.UTF_8);

        for (String field : List.of("organization", "project", "name", "tag")) {
            Response page = browser.get("/stacks?" + field + "=" + value);

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.asString()).contains("matches.").doesNotContain("<b>");
        }
        assertThat(browser.get("/stacks?tag=" + "x".repeat(255) + "&value=" + value)
                        .asString())
                .contains("x".repeat(255))
                .doesNotContain("<b>");
    }

    @Test
    void needsTwoStatementsHoweverManyStacksItShows() {
        Rows.stack(ada.organizationId(), "website", "own");
        browser.get("/stacks");

        try (Statements statements = new Statements()) {
            browser.get("/stacks?name=own");
            assertThat(statements.count()).isEqualTo(2);
        }
    }

    @Test
    void asksStrangersToSignInAndKeepsTheSearch() {
        Response page = new Browser().get("/stacks?name=own&tag=a%26b");

        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.header("Location"))
                .isEqualTo("http://localhost:8080/signin?return=%2Fstacks%3Fname%3Down%26tag%3Da%2526b");
    }

    private List<String> titles(String query) {
        Response page = browser.get("/stacks" + query);
        assertThat(page.statusCode()).isEqualTo(200);
        return titles(page.asString(), ada.login(), acme.login());
    }

    private static List<String> titles(String page, String... organizations) {
        return Pattern.compile("<td><a href=\"/[^\"]+\">((?:" + String.join("|", organizations) + ")/[^<]+)</a></td>")
                .matcher(page)
                .results()
                .map((MatchResult title) -> title.group(1))
                .toList();
    }
}
