package dev.rollcall.console;

import static dev.rollcall.testing.Rows.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.Statements;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageStatementsTest {

    /** The first one finds the session. */
    private static final int MOST = 3;

    private final Person ada = Rows.person("Ada Example");
    private final Person grace = Rows.person("Grace Example");
    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Browser browser = Browser.of(ada.id());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ACME",
                "/ADA",
                "/GRACE",
                "/ACME/website/dev1",
                "/ACME/website/dev1/updates",
                "/account/profile",
                "/account/rename",
                "/account/email",
                "/account/identities",
                "/account/organizations",
                "/account/organizations/ACME/leave",
                "/account/sessions",
                "/account/delete",
                "/user/settings/tokens",
                "/user/settings/tokens?search=a",
                "/cli-login?cliSessionPort=43210&cliSessionNonce=abc"
            })
    void areFewHoweverMuchThePageShows(String path) {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.join(grace.id(), acme.id(), "admin");
        for (int i = 0; i < 5; i++) {
            Rows.stack(acme.id(), "website", "dev" + i);
            Rows.join(Rows.person("Member").id(), acme.id(), "member");
            Rows.join(ada.id(), Rows.organization(unique("other"), "Other").id(), "member");
            Rows.personalToken(ada.id());
            Browser.of(ada.id());
        }
        String page =
                path.replace("ACME", acme.login()).replace("ADA", ada.login()).replace("GRACE", grace.login());

        try (Statements statements = new Statements()) {
            assertThat(browser.get(page).statusCode()).isEqualTo(200);
            assertThat(statements.count()).isLessThanOrEqualTo(MOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/signin", "/signin/hub", "/welcome/cli", "/account/profile", "/nobody"})
    void areNoneForVisitors(String path) {
        try (Statements statements = new Statements()) {
            new Browser().get(path);
            assertThat(statements.count()).isZero();
        }
    }
}
