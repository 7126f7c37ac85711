package dev.rollcall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.packaged.ServiceProcess;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.testing.FreshDatabase;
import dev.rollcall.testing.TestSettings;
import dev.rollcall.vault.EncryptionKey;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Follows docs/operations.md to change the key of stored tokens, and of the keys of stacks. The replicas restart one after
 * another.
 */
@Tag("once")
class KeyChangeIT {

    private static final String OLD = TestSettings.OLD_ENCRYPTION_KEY;
    private static final String NEW = TestSettings.ENCRYPTION_KEY;

    private static final String ADMIN = "pul-" + "0123456789".repeat(4);
    private static final String STACK = "/api/stacks/admin/website/dev";
    private static final String PLAINTEXT = "{\"plaintext\":\"aHVudGVyMg==\"}";

    private final FreshDatabase database = new FreshDatabase();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void losesNoTokenNoSecretAndNoReplicaAtAnyStep() throws Exception {
        try (ServiceProcess old = start(OLD)) {
            old.awaitListening();
            Identity identity = storeTokenUnder(key(OLD));
            String ciphertext = encryptSecretOfNewStack(old);

            try (ServiceProcess knowingBoth = start(OLD + "," + NEW)) {
                knowingBoth.awaitListening();
                old.kill();
                assertThat(tokensUnder(key(OLD))).isOne();

                try (ServiceProcess preferringNew = start(NEW + "," + OLD)) {
                    preferringNew.awaitListening().awaitOutput("Re-encrypted 2 stored values with key ");
                    assertThat(tokensUnder(key(OLD))).isZero();
                }
            }

            try (ServiceProcess knowingNew = start(NEW)) {
                knowingNew.awaitListening();
                assertThat(knowingNew
                                .post(STACK + "/decrypt", ADMIN, ciphertext)
                                .body())
                        .isEqualTo(PLAINTEXT);
            }
            byte[] stored = database.value(byte[].class, "select access_token from identity_token");
            assertThat(new SealedToken(key(NEW).id, stored, null).openAccessToken(identity, key(NEW)))
                    .isEqualTo("a token");
        }
    }

    private Identity storeTokenUnder(EncryptionKey key) {
        Identity identity =
                new Identity(UUID.randomUUID(), IdentityProvider.GITHUB, "https://github.com", "1815", "ada");
        database.execute("insert into app_user (id, kind, name) values (?, 'person', 'Ada Example')", identity.userId);
        database.execute(
                "insert into identity (id, user_id, provider, instance, subject)"
                        + " values (?, ?, 'github.com', 'https://github.com', '1815')",
                identity.id,
                identity.userId);
        database.execute(
                "insert into identity_token (identity_id, access_token, key_id, scopes, version, updated_at)"
                        + " values (?, ?, ?, '', 1, now())",
                identity.id,
                SealedToken.seal("a token", null, identity, key).accessToken,
                key.id);
        return identity;
    }

    /** {@return a request that decrypts it} */
    private static String encryptSecretOfNewStack(ServiceProcess service) throws IOException, InterruptedException {
        assertThat(service.post("/api/stacks/admin/website", ADMIN, "{\"stackName\":\"dev\"}")
                        .statusCode())
                .isEqualTo(200);
        return service.post(STACK + "/encrypt", ADMIN, PLAINTEXT).body();
    }

    private long tokensUnder(EncryptionKey key) {
        return database.value(Long.class, "select count(*) from identity_token where key_id = ?", key.id);
    }

    private ServiceProcess start(String keys) {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", keys);
        settings.put("ROLLCALL_ENCRYPTION_REENCRYPTION_INTERVAL", "1s");
        settings.put("ROLLCALL_BOOTSTRAP_LOGIN", "admin");
        settings.put("ROLLCALL_BOOTSTRAP_TOKEN", ADMIN);
        return ServiceProcess.start(settings);
    }

    private static EncryptionKey key(String base64) {
        return new EncryptionKey(Base64.getDecoder().decode(base64));
    }
}
