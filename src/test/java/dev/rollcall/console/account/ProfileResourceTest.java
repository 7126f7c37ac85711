package dev.rollcall.console.account;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.ProvidersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestGitHub;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProfileResourceTest {

    private static final String PAGE = "/account/profile";
    private static final String PICTURE = "https://example.com/ada.png";

    private final Person ada = Rows.person("Ada Example");
    private final Browser browser = Browser.of(ada.id());

    @Test
    void changesTheNameAndThePictureOfTheAccountAndOfItsOrganization() {
        Response saved = save("Ada <b>King</b>", PICTURE);

        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(saved.header("Location")).isEqualTo("http://localhost:8080" + PAGE + "?done=saved");
        assertThat(browser.get(PAGE + "?done=saved").asString())
                .contains("<p role=\"status\">Your profile is saved.</p>")
                .contains("value=\"Ada &lt;b&gt;King&lt;/b&gt;\"", "value=\"" + PICTURE + "\"")
                .doesNotContain("<b>");
        JsonPath user = user();
        assertThat(user.getString("name")).isEqualTo("Ada <b>King</b>");
        assertThat(user.getString("avatarUrl")).isEqualTo(PICTURE);
        assertThat(user.getString("organizations[0].name")).isEqualTo("Ada <b>King</b>");
        assertThat(event())
                .isEqualTo(
                        "Changed their own account '" + ada.login() + "': the name to 'Ada <b>King</b>', the picture");
    }

    @Test
    void keepsWhatThePersonChangedAndSyncsTheRest() {
        TestGitHub octocat = TestGitHub.person(unique("octocat"), "The Octocat", null, ProvidersResource.ORGANIZATION);
        Browser octo = new Browser();
        octo.signIn(octocat);
        octo.submit(PAGE, PAGE, Map.of("name", "Octavia", "picture", ""));

        octo.signedInEarlier().signIn(octocat.again());

        assertThat(octo.get(PAGE).asString()).contains("value=\"Octavia\"");
        assertThat(Database.count(
                        "app_user u join identity i on i.user_id = u.id where i.subject = ? and u.name_edited"
                                + " and not u.avatar_edited and i.name = 'The Octocat'",
                        octocat.subject()))
                .isEqualTo(1);
    }

    @Test
    void goesBackToTheGeneratedPicture() {
        save("Ada Example", PICTURE);

        save("Ada Example", "");

        assertThat(user().getString("avatarUrl")).isEqualTo("http://localhost:8080/avatars/" + ada.id() + ".svg");
    }

    @Test
    void recordsNothingIfNothingChanges() {
        assertThat(save("Ada Example", "").statusCode()).isEqualTo(303);

        assertThat(Database.count("audit_event where subject_id = ? and action = 'user-changed'", ada.id()))
                .isZero();
        assertThat(Database.count("app_user where id = ? and not name_edited and not avatar_edited", ada.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "Ada, http://example.com/a.png",
        "Ada, javascript:alert(1)",
        "Ada, https://",
        "\u202eadA, ''",
    })
    void refusesWhatCannotBeShown(String name, String picture) {
        assertThat(save(name, picture).statusCode()).isEqualTo(400);
        assertThat(user().getString("name")).isEqualTo("Ada Example");
    }

    @Test
    void leavesTheProfileOfAnAccountToTheOrganizationThatManagesIt() {
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), Rows.organization(unique("acme"), "Acme").id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        Browser theirs = Browser.of(managed.id());

        assertThat(theirs.get(PAGE).asString())
                .contains("Your organization manages this account")
                .doesNotContain("name=\"picture\"");
        assertThat(theirs.submit(PAGE, PAGE, Map.of("name", "Other", "picture", ""))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void changesNothingWithoutItsOwnForm() {
        assertThat(browser.post(PAGE, Map.of("name", "Other", "picture", "")).statusCode())
                .isEqualTo(403);
        assertThat(user().getString("name")).isEqualTo("Ada Example");
        assertThat(new Browser().get(PAGE).header("Location")).endsWith("/signin?return=%2Faccount%2Fprofile");
    }

    private Response save(String name, String picture) {
        return browser.submit(PAGE, PAGE, Map.of("name", name, "picture", picture));
    }

    private JsonPath user() {
        return given().header("Authorization", ada.authorization())
                .get("/api/user")
                .jsonPath();
    }

    private String event() {
        return Database.value(
                String.class,
                "select description from audit_event where action = 'user-changed' and actor_id = ? and subject_id = ?",
                ada.id(),
                ada.id());
    }
}
