package dev.rollcall.state;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.OtherSettings;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** With {@code rollcall.state.enabled=false}. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class StateElsewhereTest {

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private final StackUpdates stack = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");

    @Test
    void saysOfEveryOperationOfStatesThatAnotherServerHasIt() {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.stack(acme.id(), "website", "dev");
        String update = UUID.randomUUID().toString();

        for (Response response : List.of(
                stack.create("update", false),
                stack.create("preview", true),
                stack.create("refresh", false),
                stack.create("destroy", false),
                stack.start(update),
                stack.cancel(update),
                stack.get("/update/" + update),
                stack.export(),
                stack.get("/export/1"),
                stack.importState("{\"version\":3,\"deployment\":{}}"),
                stack.get("/updates"),
                stack.get("/updates/latest"),
                stack.get("/updates/1"),
                stack.post("/encrypt", "{\"plaintext\":\"\"}"),
                stack.post("/decrypt", "{\"ciphertext\":\"\"}"),
                stack.postPacked("/batch-encrypt", "{\"plaintexts\":[]}"),
                stack.postPacked("/batch-decrypt", "{\"ciphertexts\":[]}"),
                stack.post("/decrypt/log-decryption", "{}"),
                stack.post("/decrypt/log-batch-decryption", "{}"))) {
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
            assertThat(response.<String>path("message"))
                    .isEqualTo(
                            "Bad Request: This server does not keep the state of stacks. Ask your administrator which"
                                    + " server does, and log in there with pulumi login.");
        }
    }

    @Test
    void advertisesNothingAboutStates() {
        assertThat(given().get("/api/capabilities").jsonPath().getList("capabilities"))
                .isEmpty();
    }

    @Test
    void stillShowsTheStack() {
        Rows.join(ada.id(), acme.id(), "admin");
        Rows.stack(acme.id(), "website", "dev");

        assertThat(stack.get("").statusCode()).isEqualTo(200);
    }
}
