package dev.rollcall.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Browser;
import dev.rollcall.testing.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server sends no mails. */
@QuarkusTest
class EmailWithoutMailTest {

    private static final String PAGE = "/account/email";

    private final Browser browser = Browser.of(Rows.person("Ada Example").id());

    @Test
    void saysWhoCanChangeTheAddressThen() {
        assertThat(browser.get(PAGE).asString())
                .contains("This server sends no mails")
                .doesNotContain("name=\"address\"");

        Response refused = browser.submit("/account/identities", PAGE, Map.of("address", "ada@example.com"));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("Ask your administrator to set your address.");
    }
}
