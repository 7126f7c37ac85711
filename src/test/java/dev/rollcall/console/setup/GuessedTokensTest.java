package dev.rollcall.console.setup;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Database;
import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtherSettings.class)
class GuessedTokensTest {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");

    private final Person root = Rows.person("Root");

    @BeforeEach
    void bootstrap() {
        Database.execute("update app_user set site_admin = true where id = ?", root.id());
        Database.execute("update access_token set expires_at = now() + interval '7 days' where user_id = ?", root.id());
        Database.execute("insert into bootstrap (token_id) select id from access_token where user_id = ?", root.id());
    }

    @AfterEach
    void reset() {
        Database.execute("delete from bootstrap");
    }

    @Test
    void areLimitedLikeOtherInvalidCredentialsSoThatTheRightOneIsRefusedToo() {
        for (int i = 0; i < OtherSettings.INVALID_CREDENTIALS; i++) {
            assertThat(open("203.0.113.77", "pul-" + String.valueOf(i).repeat(40))
                            .statusCode())
                    .isEqualTo(403);
        }

        Response limited = open("203.0.113.77", root.token());

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isNotNull();
        assertThat(limited.contentType()).startsWith("text/html");
        assertThat(open("203.0.113.78", root.token()).statusCode()).isEqualTo(303);
    }

    private static Response open(String address, String token) {
        Response form = given().header("X-Forwarded-For", address).get("/setup");
        Matcher csrf = CSRF.matcher(form.asString());
        assertThat(csrf.find()).as(form.asString()).isTrue();
        return given().header("X-Forwarded-For", address)
                .redirects()
                .follow(false)
                .cookies(form.cookies())
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("csrf", csrf.group(1))
                .formParam("token", token)
                .post("/setup");
    }
}
