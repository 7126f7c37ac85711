package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code vault.KeyRingTest} has the other rings of keys that are refused. */
@Tag("once")
class EncryptionKeysIT {

    private static final String KEY = "dGhpcnR5LXR3byBieXRlcywgYW5kIG5vIHNlY3JldC4=";
    private static final String KEY_ID = "47fe2653b8f0b290";
    private static final String NEW_KEY = "YW5vdGhlciBvbmUsIHdpdGggYXMgbWFueSBieXRlcy4=";
    private static final String NEW_KEY_ID = "f098bb54be74267b";

    private final FreshDatabase database = new FreshDatabase();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void areRegisteredOnceByReplicasThatStartAtTheSameTimeAndAreNeededForWhatIsStored() throws InterruptedException {
        try (ServiceProcess first = start(KEY + "," + NEW_KEY);
                ServiceProcess second = start(NEW_KEY + "," + KEY)) {
            for (ServiceProcess replica : new ServiceProcess[] {first, second}) {
                replica.awaitListening();
                assertThat(replica.output()).doesNotContain(KEY).doesNotContain(NEW_KEY);
            }
        }
        assertThat(database.value(
                        Long.class, "select count(*) from encryption_key where id in (?, ?)", KEY_ID, NEW_KEY_ID))
                .isEqualTo(2);

        storeToken();
        assertRefused(
                NEW_KEY,
                "rollcall.encryption.keys lacks keys that stored values are encrypted with: 1 with key " + KEY_ID);
    }

    @Test
    void areRefusedIfTheyCannotBe() throws InterruptedException {
        assertRefused(
                KEY + ",c2hvcnQ=",
                "rollcall.encryption.keys: number 2 must be exactly 32 random bytes in base64,"
                        + " for example from: openssl rand -base64 32");
    }

    /** The bytes are not a token. At the start, the service only checks which keys the stored tokens need. */
    private void storeToken() {
        UUID person = UUID.randomUUID();
        UUID identity = UUID.randomUUID();
        database.execute("insert into app_user (id, kind, name) values (?, 'person', 'Ada Example')", person);
        database.execute(
                "insert into identity (id, user_id, provider, instance, subject)"
                        + " values (?, ?, 'github.com', 'https://github.com', '1815')",
                identity,
                person);
        database.execute(
                "insert into identity_token (identity_id, access_token, key_id, scopes, version, updated_at)"
                        + " values (?, decode(repeat('00', 29), 'hex'), ?, '', 1, now())",
                identity,
                KEY_ID);
    }

    private void assertRefused(String keys, String sentence) throws InterruptedException {
        try (ServiceProcess service = start(keys)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .contains(sentence)
                    .doesNotContain(KEY.substring(1))
                    .doesNotContain(NEW_KEY);
        }
    }

    private ServiceProcess start(String keys) {
        Map<String, String> settings = database.settings();
        settings.put("ROLLCALL_ENCRYPTION_KEYS", keys);
        return ServiceProcess.start(settings);
    }
}
