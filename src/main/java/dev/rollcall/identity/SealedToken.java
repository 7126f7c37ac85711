package dev.rollcall.identity;

import dev.rollcall.provider.ProviderToken;
import dev.rollcall.vault.EncryptionKey;
import jakarta.persistence.Tuple;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;

/**
 * A provider's tokens as they are stored. Each is encrypted for its place, so that one that was copied to another
 * person's row, or to the other column, does not decrypt there.
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

    /** Reads the columns that have these fields' names. */
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

    /** Encrypts what is to be given back, for its row there. */
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

    /** What {@link #place(Identity, String)} returns, as SQL over a row {@code t} of {@code identity_token}. */
    static final String CONTEXT_SQL =
            "select array[i.user_id::text, i.provider, i.instance, i.subject, '%s'] from identity i where i.id = t.identity_id";

    private static List<String> place(Identity identity, String kind) {
        return List.of(
                identity.userId.toString(), identity.provider.wireName(), identity.instance, identity.subject, kind);
    }
}
