package dev.rollcall.console.organization;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** An organization, somebody in each role, and a stranger, each with a browser in which they are signed in. */
public abstract class OrganizationWithMembers {

    /** Names that people can have who want to break the page. */
    protected static final List<String> HOSTILE =
            List.of("<b>bold</b>", "W".repeat(255), "\u05d0\u05d1\u05d2 \u0627\u0644\u0639", "\"><script>x</script>");

    protected final Person ada = Rows.person("Ada Example");
    protected final Person grace = Rows.person("Grace Example");
    protected final Person bill = Rows.person("Bill Example");
    protected final Person stranger = Rows.person("Stranger");
    protected final Organization acme = Rows.organization(unique("acme"), "Acme Corporation");
    protected final String settings = "/" + acme.login() + "/settings";
    protected final Browser admin = Browser.of(ada.id());
    protected final Browser member = Browser.of(grace.id());
    protected final Browser billing = Browser.of(bill.id());
    protected final Browser outsider = Browser.of(stranger.id());

    @BeforeEach
    void join() {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "member");
        Rows.join(bill.id(), acme.id(), "billing-manager");
    }

    /** The text of a page without its tags, in one line. */
    protected static String text(Response page) {
        return page.asString()
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .replace("&#39;", "'")
                .replace("&quot;", "\"");
    }

    /** Who may not know the organization gets the page that they get for a name that nobody has. */
    protected void tellsStrangersNothing(String path) {
        String unknown = withoutRequestId(outsider.get(
                "/" + unique("nobody") + path.substring(acme.login().length() + 1)));
        assertThat(withoutRequestId(outsider.get(path))).isEqualTo(unknown);
        Response signIn = new Browser().get(path);
        assertThat(signIn.statusCode()).isEqualTo(303);
        assertThat(signIn.header("Location")).contains("/signin?return=%2F" + acme.login());
    }

    private static String withoutRequestId(Response page) {
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.contentType()).startsWith("text/html");
        return page.asString().replaceAll("Request ID: [0-9a-f-]+", "");
    }

    /** A form without the token against cross-site requests changes nothing. */
    protected void needsItsOwnForm(String action, Map<String, String> fields) {
        long before = events();
        assertThat(admin.post(action, fields).statusCode()).as(action).isEqualTo(403);
        assertThat(events()).as(action).isEqualTo(before);
    }

    protected long events() {
        return Database.count("audit_event where organization_id = ?", acme.id());
    }

    protected String event(String action) {
        return Database.value(
                String.class,
                "select description from audit_event where organization_id = ? and action = ?"
                        + " order by occurred_at desc limit 1",
                acme.id(),
                action);
    }

    /** How many statements a page takes. One of them finds the session. */
    protected int statementsOf(String path) {
        try (Statements statements = new Statements()) {
            assertThat(admin.get(path).statusCode()).as(path).isEqualTo(200);
            return statements.count();
        }
    }
}
