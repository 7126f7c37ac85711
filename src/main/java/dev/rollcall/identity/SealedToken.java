package dev.rollcall.identity;

import dev.rollcall.provider.ProviderToken;
import dev.rollcall.vault.EncryptionKey;
import jakarta.persistence.Tuple;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;

/**
 * The encrypted tokens of one row. Each is bound to its row and column: a copy in another person's row, or in the other
 * column, does not decrypt.
 */
final class SealedToken {

    final String keyId;
    final byte[] accessToken;

    /** Null if there is none. */
    final byte[] refreshToken;

    SealedToken(String keyId, byte[] accessToken, byte[] refreshToken) {
        this.keyId = keyId;
        this.accessToken = accessToken;
        this.refreshToken = refreshToken;
    }

    /** Reads the columns {@code key_id}, {@code access_token} and {@code refresh_token}. */
    static SealedToken of(Tuple row) {
        return new SealedToken(
                row.get("key_id", String.class),
                row.get("access_token", byte[].class),
                row.get("refresh_token", byte[].class));
    }

    static SealedToken seal(String accessToken, String refreshToken, Identity identity, EncryptionKey key) {
        return new SealedToken(
                key.id,
                key.encrypt(accessToken, accessOf(identity)),
                refreshToken == null ? null : key.encrypt(refreshToken, refreshOf(identity)));
    }

    /** Encrypts a token for a row of {@code token_revocation}. */
    static SealedToken seal(ProviderToken token, UUID revocation, EncryptionKey key) {
        return new SealedToken(
                key.id,
                key.encrypt(token.accessToken(), place(revocation, "access")),
                token.refreshToken() == null ? null : key.encrypt(token.refreshToken(), place(revocation, "refresh")));
    }

    ProviderToken open(UUID revocation, EncryptionKey key) throws GeneralSecurityException {
        return new ProviderToken(
                key.decrypt(accessToken, place(revocation, "access")),
                refreshToken == null ? null : key.decrypt(refreshToken, place(revocation, "refresh")),
                null,
                "");
    }

    private static List<String> place(UUID revocation, String kind) {
        return List.of("revocation", revocation.toString(), kind);
    }

    String openAccessToken(Identity identity, EncryptionKey key) throws GeneralSecurityException {
        return key.decrypt(accessToken, accessOf(identity));
    }

    /** {@return null if there is none} */
    String openRefreshToken(Identity identity, EncryptionKey key) throws GeneralSecurityException {
        return refreshToken == null ? null : key.decrypt(refreshToken, refreshOf(identity));
    }

    private static List<String> accessOf(Identity identity) {
        return place(identity, "access");
    }

    private static List<String> refreshOf(Identity identity) {
        return place(identity, "refresh");
    }

    /** The same as {@link #place(Identity, String)}, in SQL. {@code t} is a row of {@code identity_token}. */
    static final String CONTEXT_SQL =
            "select array[i.user_id::text, i.provider, i.instance, i.subject, '%s'] from identity i where i.id = t.identity_id";

    private static List<String> place(Identity identity, String kind) {
        return List.of(
                identity.userId.toString(), identity.provider.wireName(), identity.instance, identity.subject, kind);
    }
}
