package dev.rollcall.vault;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** Rings of keys that the tests' service does not have, as another replica could have them. */
public final class KeyRings {

    private KeyRings() {}

    public static KeyRing of(Session database, String... keys) {
        return new KeyRing(
                new EncryptionConfig() {
                    @Override
                    public Optional<List<String>> keys() {
                        return Optional.of(List.of(keys)).filter(list -> !list.isEmpty());
                    }

                    @Override
                    public Duration reencryptionInterval() {
                        return Duration.ofHours(1);
                    }
                },
                database,
                tables());
    }

    static List<SealedTable> tables() {
        return Arc.container().listAll(SealedTable.class).stream()
                .map(InstanceHandle::get)
                .toList();
    }

    /** Moves everything to the first key of the tests' service, as its job does. */
    public static void reencrypt() {
        Arc.container().instance(Reencryption.class).get().run();
    }

    public static String randomKey() {
        byte[] key = new byte[EncryptionKey.BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    public static String id(String key) {
        return new EncryptionKey(Base64.getDecoder().decode(key)).id;
    }
}
