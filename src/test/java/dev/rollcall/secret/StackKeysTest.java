package dev.rollcall.secret;

import static dev.rollcall.testing.Rows.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.body.Spool;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.TestSettings;
import dev.rollcall.vault.KeyRings;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Keys of stacks under keys that the tests' service does not have, or has as its second one. */
@QuarkusTest
class StackKeysTest {

    @Inject
    Sql sql;

    @Inject
    Session database;

    @Inject
    Spool spool;

    @Inject
    StackSecrets secrets;

    private final UUID stack =
            Rows.stack(Rows.organization(unique("acme"), "Acme").id(), "website", "dev");

    private StackSecrets with(String... configuredKeys) {
        return new StackSecrets(new StackKeys(sql, KeyRings.of(database, configuredKeys)), spool);
    }

    @Test
    void readsEveryCiphertextAfterTheConfiguredKeyWasChanged() {
        StackSecrets before = with(TestSettings.OLD_ENCRYPTION_KEY);
        byte[] ciphertext = before.encrypt(stack, "hunter2".getBytes(UTF_8));
        assertThat(secrets.decrypt(stack, ciphertext)).asString(UTF_8).isEqualTo("hunter2");

        KeyRings.reencrypt();

        assertThat(Database.value(String.class, "select key_id from stack_key where stack_id = ?", stack))
                .isEqualTo(KeyRings.id(TestSettings.ENCRYPTION_KEY));
        assertThat(secrets.decrypt(stack, ciphertext)).asString(UTF_8).isEqualTo("hunter2");
        assertThatIllegalStateException()
                .as("what the old key reads")
                .isThrownBy(() -> before.decrypt(stack, ciphertext));
    }

    @Test
    void refusesToEncryptWithoutAConfiguredKey() {
        assertThatThrownBy(() -> with().encrypt(stack, new byte[0]))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("This server has no encryption key, so it does not keep secrets.")
                .hasMessageContaining("--secrets-provider passphrase");

        assertThat(Database.count("stack_key where stack_id = ?", stack)).isZero();
    }
}
