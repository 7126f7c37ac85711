package dev.rollcall.secret;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Blocker;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.StackUpdates;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretResourceTest {

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private final Person ada = Rows.person("Ada Example");
    private StackUpdates stack;
    private UUID stackId;

    @BeforeEach
    void createStack() {
        Rows.join(ada.id(), acme.id(), "admin");
        stackId = Rows.stack(acme.id(), "website", "dev");
        stack = new StackUpdates(ada.authorization(), acme.login() + "/website/dev");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String encrypted(String text) {
        Response response = stack.post("/encrypt", "{\"plaintext\":\"" + base64(text) + "\"}");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.path("ciphertext");
    }

    private Response decrypt(StackUpdates there, String ciphertext) {
        return there.post("/decrypt", "{\"ciphertext\":\"" + ciphertext + "\"}");
    }

    @Test
    void decryptsWhatItEncrypted() {
        String ciphertext = encrypted("hunter2");

        assertThat(ciphertext).isNotEqualTo(encrypted("hunter2"));
        assertThat(decrypt(stack, ciphertext).<String>path("plaintext")).isEqualTo(base64("hunter2"));
        assertThat(decrypt(stack, encrypted("")).<String>path("plaintext")).isEmpty();
        assertThat(Database.count("audit_event where subject_id = ? and action = 'stack-secrets-decrypted'", stackId))
                .isEqualTo(2);
        assertThat(Database.count("audit_event where description like '%hunter2%'"))
                .isZero();
    }

    @Test
    void answersBatchesByCiphertextAsItWasSent() {
        Response encrypted = stack.postPacked(
                "/batch-encrypt", "{\"plaintexts\":[\"" + base64("a") + "\",\"" + base64("b") + "\"]}");
        assertThat(encrypted.statusCode()).as(encrypted.asString()).isEqualTo(200);
        String first = encrypted.path("ciphertexts[0]");
        String second = encrypted.path("ciphertexts[1]");

        Response decrypted = stack.postPacked(
                "/batch-decrypt", "{\"ciphertexts\":[\"" + first + "\",\"" + second + "\",\"" + first + "\"]}");

        assertThat(decrypted.jsonPath().<String, String>getMap("plaintexts"))
                .hasSize(2)
                .containsEntry(first, base64("a"))
                .containsEntry(second, base64("b"));
        assertThat(stack.postPacked("/batch-decrypt", "{\"ciphertexts\":[]}").asString())
                .isEqualTo("{\"plaintexts\":{}}");
    }

    @Test
    void refusesCiphertextsOfOtherStacksAndChangedOnes() {
        Rows.stack(acme.id(), "website", "other");
        StackUpdates other = new StackUpdates(ada.authorization(), acme.login() + "/website/other");
        String ciphertext = encrypted("secret");
        other.post("/encrypt", "{\"plaintext\":\"\"}");
        byte[] changed = Base64.getDecoder().decode(ciphertext);
        changed[changed.length - 1] ^= 1;

        for (Response response : new Response[] {
            decrypt(other, ciphertext),
            decrypt(stack, Base64.getEncoder().encodeToString(changed)),
            decrypt(stack, "AAAA"),
            decrypt(stack, ""),
            stack.postPacked("/batch-decrypt", "{\"ciphertexts\":[\"AAAA\"]}")
        }) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.<String>path("message"))
                    .isEqualTo("Bad Request: A ciphertext was not encrypted for this stack, or was changed.");
        }
    }

    /** The state of a stack repeats the name of its organization where the CLI decrypts. */
    @Test
    void decryptsUnderTheOldNameOfAnOrganizationUntilAnotherHasThisName() {
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        String ciphertext = encrypted("secret");
        rename("organizations/" + acme.login(), "{\"name\":\"" + unique("renamed") + "\"}");
        assertThat(decrypt(stack, ciphertext).<String>path("plaintext")).isEqualTo(base64("secret"));

        Database.execute("update owner_name set reserved_until = now() where name = ?", acme.login());
        assertThat(given().header("Authorization", ada.authorization())
                        .contentType("application/json")
                        .body("{\"name\":\"" + acme.login() + "\"}")
                        .post("/api/admin/organizations")
                        .statusCode())
                .isEqualTo(201);
        assertThat(decrypt(stack, ciphertext).statusCode()).isEqualTo(404);
    }

    @Test
    void decryptsUnderTheOldLoginOfAPerson() {
        Person grace = Rows.person("Grace Example");
        Rows.stack(grace.organizationId(), "website", "dev");
        StackUpdates before = new StackUpdates(grace.authorization(), grace.login() + "/website/dev");
        String ciphertext = before.post("/encrypt", "{\"plaintext\":\"" + base64("secret") + "\"}")
                .path("ciphertext");
        Database.execute("update app_user set site_admin = true where id = ?", ada.id());
        rename("users/" + grace.login(), "{\"login\":\"" + unique("renamed") + "\"}");

        assertThat(decrypt(before, ciphertext).<String>path("plaintext")).isEqualTo(base64("secret"));
        assertThat(decrypt(new StackUpdates(ada.authorization(), grace.login() + "/website/dev"), ciphertext)
                        .statusCode())
                .as("opens nothing to others")
                .isEqualTo(404);
    }

    private void rename(String path, String body) {
        given().header("Authorization", ada.authorization())
                .contentType("application/json")
                .body(body)
                .patch("/api/admin/" + path)
                .then()
                .statusCode(204);
    }

    @Test
    void keepsCiphertextsWhenTheStackGetsAnotherName() {
        String ciphertext = encrypted("secret");
        Database.execute("update stack set name = 'renamed' where id = ?", stackId);

        assertThat(decrypt(new StackUpdates(ada.authorization(), acme.login() + "/website/renamed"), ciphertext)
                        .<String>path("plaintext"))
                .isEqualTo(base64("secret"));
    }

    @Test
    void makesNoKeyForAStackThatIsBeingDeleted() throws Exception {
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<Response> answer;
        try (Blocker blocker = Blocker.holding("delete from stack where id = ?", stackId)) {
            answer = client.submit(() -> stack.post("/encrypt", "{\"plaintext\":\"\"}"));
            blocker.awaitWaiting(1);
        } finally {
            client.shutdown();
        }

        assertThat(answer.get().statusCode()).as(answer.get().asString()).isEqualTo(404);
    }

    @Test
    void letsReadersDecryptAndNobodyElse() {
        String ciphertext = encrypted("secret");
        Person reader = Rows.person("Reader");
        Rows.grantToUser(stackId, reader.id(), "read");

        assertThat(decrypt(new StackUpdates(reader.authorization(), acme.login() + "/website/dev"), ciphertext)
                        .statusCode())
                .isEqualTo(200);
        assertThat(decrypt(
                                new StackUpdates(
                                        Rows.person("Stranger").authorization(), acme.login() + "/website/dev"),
                                ciphertext)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesSecretsThatAreTooLarge() {
        assertThat(stack.postPacked("/batch-encrypt", "{\"plaintexts\":[\"" + "A".repeat(1_600_000) + "\"]}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void recordsWhatClientsReportToHaveDecrypted() {
        assertThat(stack.post("/decrypt/log-decryption", "{\"secretName\":\"password\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(stack.post("/decrypt/log-batch-decryption", "{\"commandName\":\"config\"}")
                        .statusCode())
                .isEqualTo(204);
        for (String what : List.of("a secret", "secrets")) {
            assertThat(Database.count(
                            "audit_event where subject_id = ? and action = 'stack-secrets-decrypted' and description like ?",
                            stackId,
                            "Reported the decryption of " + what + " of stack '%'"))
                    .isEqualTo(1);
        }
    }
}
