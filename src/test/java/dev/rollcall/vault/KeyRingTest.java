package dev.rollcall.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rollcall.identity.Identity;
import dev.rollcall.identity.ProviderTokens;
import dev.rollcall.identity.TokensUnder;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.ProviderToken;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.TestSettings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("postgresql")
class KeyRingTest {

    @Inject
    Session database;

    private final String key = KeyRings.randomKey();
    private final String otherKey = KeyRings.randomKey();

    /** Otherwise no service with the tests' settings starts on this database. */
    @AfterEach
    void forgetTokensUnderKeysThatNobodyElseHas() {
        Database.execute("delete from identity_token where key_id = ?", KeyRings.id(key));
        Database.execute("delete from encryption_key where id in (?, ?)", KeyRings.id(key), KeyRings.id(otherKey));
    }

    @Test
    void encryptsWithTheFirstKey() {
        KeyRing ring = KeyRings.of(database, key, otherKey);

        assertThat(ring.first().id).isEqualTo(KeyRings.id(key));
        assertThat(ring.others()).extracting(other -> other.id).containsExactly(KeyRings.id(otherKey));
        assertThat(ring.get(KeyRings.id(otherKey)).id).isEqualTo(KeyRings.id(otherKey));
    }

    @Test
    void mayBeEmpty() {
        KeyRing ring = KeyRings.of(database);

        assertThat(ring.others()).isEmpty();
        assertThatIllegalStateException().isThrownBy(ring::first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c2hvcnQ=",
                "dGhpcnR5LW9uZSByYW5kb20gYnl0ZXMsIG5vdA==",
                "bW9yZSB0aGFuIHRoaXJ0eS10d28gcmFuZG9tIGJ5dGVz",
                "!!! not base64, as long as a key would be !!!"
            })
    void refusesAMalformedKeyWithoutShowingIt(String malformed) {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyRings.of(database, key, malformed))
                .withMessage("rollcall.encryption.keys: number 2 must be exactly 32 random bytes in base64,"
                        + " for example from: openssl rand -base64 32")
                .withNoCause();
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyRings.of(database, key, otherKey, key + " "))
                .withMessage("rollcall.encryption.keys: number 3 is the same as an earlier key. Remove it");
    }

    @Test
    void isRegisteredOnce() {
        startWithAllKeys(key, otherKey);
        byte[] sentinel = sentinel();

        startWithAllKeys(otherKey, key);

        assertThat(sentinel()).isEqualTo(sentinel);
        assertThat(Database.count("encryption_key where id in (?, ?)", KeyRings.id(key), KeyRings.id(otherKey)))
                .isEqualTo(2);
    }

    private byte[] sentinel() {
        return Database.value(byte[].class, "select sentinel from encryption_key where id = ?", KeyRings.id(key));
    }

    /** Repeated, because replicas that register keys in different orders would deadlock only now and then. */
    @RepeatedTest(20)
    void isRegisteredByReplicasThatStartAtTheSameTime() throws Exception {
        List<String> ring = new ArrayList<>(List.of(key, otherKey, TestSettings.ENCRYPTION_KEY));
        ring.add(TestSettings.OLD_ENCRYPTION_KEY);
        int replicas = 6;
        ExecutorService threads = Executors.newFixedThreadPool(replicas);
        try {
            CountDownLatch ready = new CountDownLatch(replicas);
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < replicas; i++) {
                Collections.shuffle(ring, new Random(i));
                String[] keys = ring.toArray(String[]::new);
                starts.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    start(keys);
                    return null;
                }));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(Database.count("encryption_key where id in (?, ?)", KeyRings.id(key), KeyRings.id(otherKey)))
                .isEqualTo(2);
    }

    @Test
    void refusesToStartWithAKeyThatDoesNotDecryptItsSentinel() {
        startWithAllKeys(key, otherKey);
        Database.execute(
                "update encryption_key set sentinel = (select sentinel from encryption_key where id = ?) where id = ?",
                KeyRings.id(otherKey),
                KeyRings.id(key));

        assertThatIllegalStateException()
                .isThrownBy(() -> startWithAllKeys(key))
                .withMessage("rollcall.encryption.keys: key " + KeyRings.id(key)
                        + " does not decrypt its sentinel in encryption_key. Restore that table from the same backup"
                        + " as the stored tokens");
    }

    @Test
    void refusesToStartWithoutAKeyThatTokensNeed() {
        startWithAllKeys(key);
        Identity ada = new Identity(
                Rows.person("Ada Example").id(),
                IdentityProvider.GITHUB,
                "https://github.com",
                UUID.randomUUID().toString(),
                "ada");
        ProviderTokens tokens = TokensUnder.ring(database, KeyRings.of(database, key));
        QuarkusTransaction.requiringNew().run(() -> {
            ada.persist();
            tokens.store(ada, new ProviderToken("gho_access", null, null, ""));
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> start(otherKey, TestSettings.ENCRYPTION_KEY, TestSettings.OLD_ENCRYPTION_KEY))
                .withMessage("rollcall.encryption.keys lacks keys that stored values are encrypted with: 1 with key "
                        + KeyRings.id(key));
        assertThatIllegalStateException()
                .isThrownBy(() -> start())
                .withMessageContaining("1 with key " + KeyRings.id(key));
        assertThatCode(() -> start(otherKey, key, TestSettings.ENCRYPTION_KEY, TestSettings.OLD_ENCRYPTION_KEY))
                .doesNotThrowAnyException();
    }

    /** Adds the keys of the tests. Other tests have stored tokens that need them, so no service starts without them. */
    private void startWithAllKeys(String... keys) {
        start(Stream.concat(Stream.of(keys), Stream.of(TestSettings.ENCRYPTION_KEY, TestSettings.OLD_ENCRYPTION_KEY))
                .toArray(String[]::new));
    }

    private void start(String... keys) {
        KeyRing ring = KeyRings.of(database, keys);
        QuarkusTransaction.requiringNew().run(() -> ring.check(new StartupEvent()));
    }
}
