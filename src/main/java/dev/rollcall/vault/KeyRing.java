package dev.rollcall.vault;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * The configured keys: the first encrypts, all decrypt. The database has a row for each key: its id and a sentinel,
 * a text that the key encrypted. See docs/decisions/0009-provider-tokens-encrypted-at-rest.md.
 */
@ApplicationScoped
public class KeyRing {

    private static final String SENTINEL = "rollcall";

    private final List<EncryptionKey> keys = new ArrayList<>();
    private final Session database;
    private final List<SealedTable> tables;

    KeyRing(EncryptionConfig config, Session database, @All List<SealedTable> tables) {
        this.database = database;
        this.tables = tables;
        config.keys().orElse(List.of()).forEach(this::add);
    }

    private void add(String base64) {
        int number = keys.size() + 1;
        EncryptionKey key = decode(base64, number);
        if (keys.stream().anyMatch(other -> other.id.equals(key.id))) {
            throw new IllegalStateException(
                    "rollcall.encryption.keys: number " + number + " is the same as an earlier key. Remove it");
        }
        keys.add(key);
    }

    private static EncryptionKey decode(String base64, int number) {
        try {
            return new EncryptionKey(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException malformed) {
            // Without the cause, because its message may contain a part of the key.
            throw new IllegalStateException("rollcall.encryption.keys: number " + number + " must be exactly "
                    + EncryptionKey.BYTES + " random bytes in base64, for example from: openssl rand -base64 "
                    + EncryptionKey.BYTES);
        }
    }

    /** Stops the start if the keys cannot decrypt the stored tokens. Otherwise requests would fail later. */
    @Transactional
    void check(@Observes StartupEvent starting) {
        // All replicas insert in the same order, so replicas that start together cannot deadlock.
        keys.stream().sorted(Comparator.comparing(key -> key.id)).forEach(this::register);
        refuseToLackKeys();
    }

    private void register(EncryptionKey key) {
        List<String> context = List.of("sentinel", key.id);
        database.createNativeMutationQuery(
                        "insert into encryption_key (id, sentinel) values (:id, :sentinel) on conflict do nothing")
                .setParameter("id", key.id)
                .setParameter("sentinel", key.encrypt(SENTINEL, context))
                .executeUpdate();
        byte[] sentinel = database.createNativeQuery("select sentinel from encryption_key where id = :id", Tuple.class)
                .setParameter("id", key.id)
                .getSingleResult()
                .get("sentinel", byte[].class);
        try {
            key.decrypt(sentinel, context);
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException(
                    "rollcall.encryption.keys: key " + key.id
                            + " does not decrypt its sentinel in encryption_key. Restore"
                            + " that table from the same backup as the stored tokens",
                    wrongKey);
        }
    }

    private void refuseToLackKeys() {
        List<String> lacking =
                tables.stream().flatMap(this::rowsWithUnknownKeys).toList();
        if (!lacking.isEmpty()) {
            throw new IllegalStateException(
                    "rollcall.encryption.keys lacks keys that stored values are encrypted with: "
                            + String.join(", ", lacking));
        }
    }

    private Stream<String> rowsWithUnknownKeys(SealedTable table) {
        return database.createNativeQuery(table.unknownKeys(), Tuple.class)
                .setParameter("known", keys.stream().map(key -> key.id).toArray(String[]::new))
                .getResultStream()
                .map(row -> row.get("number") + " with key " + row.get("key_id"));
    }

    /**
     * Returns the key that encrypts.
     *
     * @throws IllegalStateException if no key is configured
     */
    public EncryptionKey first() {
        if (keys.isEmpty()) {
            throw new IllegalStateException(
                    "rollcall.encryption.keys is empty, so Rollcall cannot store tokens of providers. Add a key");
        }
        return keys.get(0);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The keys that only decrypt. */
    List<EncryptionKey> others() {
        return keys.subList(Math.min(1, keys.size()), keys.size());
    }

    /**
     * Finds a key by its {@linkplain EncryptionKey#id id}.
     *
     * @throws IllegalStateException if it is not configured
     */
    public EncryptionKey get(String id) {
        return keys.stream()
                .filter(key -> key.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("rollcall.encryption.keys lacks key " + id));
    }
}
