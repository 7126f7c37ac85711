package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
    void areRegisteredOnceByReplicasThatStartAtTheSameTime() throws InterruptedException {
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
    }

    @Test
    void areRefusedIfTheyCannotBe() throws InterruptedException {
        assertRefused(
                KEY + ",c2hvcnQ=",
                "rollcall.encryption.keys: number 2 must be exactly 32 random bytes in base64,"
                        + " for example from: openssl rand -base64 32");
        assertRefused(
                KEY.substring(1),
                "rollcall.encryption.keys: number 1 must be exactly 32 random bytes in base64,"
                        + " for example from: openssl rand -base64 32");
        assertRefused(
                KEY + "," + NEW_KEY + "," + KEY, "rollcall.encryption.keys: number 3 is the same as an earlier key");
    }

    @Test
    void areNeededForWhatIsStored() throws InterruptedException {
        startAndStop(KEY);
        storeToken();

        String sentence =
                "rollcall.encryption.keys lacks keys that stored tokens are encrypted with: 1 with key " + KEY_ID;
        assertRefused(NEW_KEY, sentence);
        assertRefused("", sentence);

        startAndStop(NEW_KEY + "," + KEY);
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

    @Test
    void areRefusedIfTheyAreNotThoseThatTheDatabaseKnows() throws InterruptedException {
        startAndStop(KEY + "," + NEW_KEY);
        database.execute(
                "update encryption_key set sentinel = (select sentinel from encryption_key where id = ?) where id = ?",
                NEW_KEY_ID,
                KEY_ID);

        assertRefused(
                KEY, "rollcall.encryption.keys: key " + KEY_ID + " does not decrypt its sentinel in encryption_key.");
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

    private void startAndStop(String keys) throws InterruptedException {
        try (ServiceProcess service = start(keys)) {
            service.awaitListening();
        }
    }

    private ServiceProcess start(String keys) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("ROLLCALL_ENCRYPTION_KEYS", keys);
        return ServiceProcess.start(settings);
    }
}
