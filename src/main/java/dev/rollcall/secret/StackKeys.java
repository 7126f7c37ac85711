package dev.rollcall.secret;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.vault.EncryptionKey;
import dev.rollcall.vault.KeyRing;
import dev.rollcall.vault.SealedTable;
import dev.rollcall.vault.SealedTable.Column;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * One key per stack, which encrypts its secrets as long as it exists. A configured key encrypts these keys, in table
 * {@code stack_key}. So a new configured key changes no ciphertext. See docs/decisions/0028-a-key-for-each-stack.md.
 */
@Singleton
class StackKeys {

    private static final String FAILURE = "The key of the stack could not be read";

    /**
     * Two requests may make the first key at the same time. The second one uses that of the first. Inserts nothing if the
     * stack was deleted meanwhile.
     */
    private static final String INSERT = """
        insert into stack_key (id, stack_id, fingerprint, sealed, key_id)
        select ?, s.id, ?, ?, ? from stack s where s.id = ? for key share of s
        on conflict (stack_id) do nothing\
        """;

    private static final String FIND = "select id, sealed, key_id from stack_key where stack_id = ?";

    private final Sql sql;
    private final KeyRing keys;

    StackKeys(Sql sql, KeyRing keys) {
        this.sql = sql;
        this.keys = keys;
    }

    /** Lets {@link dev.rollcall.vault} encrypt the keys anew. */
    @Produces
    @Singleton
    static SealedTable sealed() {
        return new SealedTable(
                "stack_key", "id", List.of(new Column("sealed", "array['stack-key', t.id::text, t.stack_id::text]")));
    }

    /** The context of a key, as {@link #sealed} has it in SQL. */
    private static List<String> context(UUID id, UUID stackId) {
        return List.of("stack-key", id.toString(), stackId.toString());
    }

    /**
     * Finds the key of a stack, or makes it.
     *
     * @throws ApiException 400 if no key is configured that could encrypt it; 404 if the stack was deleted meanwhile
     */
    EncryptionKey findOrMake(UUID stackId) {
        return find(stackId).orElseGet(() -> {
            make(stackId);
            return find(stackId).orElseThrow(() -> ApiException.notFound("The stack does not exist any more"));
        });
    }

    private void make(UUID stackId) {
        if (keys.isEmpty()) {
            throw ApiException.badRequest("This server has no encryption key, so it does not keep secrets. Ask your"
                    + " administrator to set rollcall.encryption.keys, or use another secrets provider, for example with"
                    + " pulumi stack init --secrets-provider passphrase.");
        }
        byte[] key = EncryptionKey.randomBytes();
        EncryptionKey own = new EncryptionKey(key);
        EncryptionKey configured = keys.first();
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        sql.update(
                "The key of the stack could not be stored",
                INSERT,
                id,
                own.id,
                configured.encrypt(Base64.getEncoder().encodeToString(key), context(id, stackId)),
                configured.id,
                stackId);
    }

    /** {@return the key of a stack; empty if nothing was encrypted yet} */
    Optional<EncryptionKey> find(UUID stackId) {
        return sql
                .list(
                        FAILURE,
                        FIND,
                        row -> open(
                                row.getObject("id", UUID.class),
                                stackId,
                                row.getBytes("sealed"),
                                row.getString("key_id")),
                        stackId)
                .stream()
                .findFirst();
    }

    private EncryptionKey open(UUID id, UUID stackId, byte[] sealed, String keyId) {
        try {
            return new EncryptionKey(Base64.getDecoder().decode(keys.get(keyId).decrypt(sealed, context(id, stackId))));
        } catch (GeneralSecurityException altered) {
            throw new IllegalStateException("The key of stack " + stackId + " in stack_key was changed", altered);
        }
    }
}
