package dev.rollcall.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import io.quarkus.logging.Log;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A JWK set (RFC 7517). */
record KeySet(List<JsonWebKey> keys) {

    /** Skips entries that are no keys, or of an unknown kind (section 5). {@link Transient} if it is no JWK set. */
    static Outcome<KeySet> of(JsonNode json) {
        JsonNode keys = json.path("keys");
        return keys.isArray()
                ? new Ok<>(new KeySet(StreamSupport.stream(keys.spliterator(), false)
                        .flatMap(entry -> key(entry).stream())
                        .toList()))
                : new Transient<>("the response is no JWK set");
    }

    private static Optional<JsonWebKey> key(JsonNode entry) {
        try {
            return entry.isObject() ? Optional.of(JsonWebKey.Factory.newJwk(entry.toString())) : Optional.empty();
        } catch (JoseException | RuntimeException unusable) {
            // jose4j throws what the JDK throws for odd numbers. Its messages may quote the key.
            Log.debugf("Skipped an entry of a JWK set: %s", unusable.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /**
     * {@return the key of a token} It has the key id that the token names. A token without a key id may match several
     * keys, and then it is the one that verifies the signature. So it is for a set that has one key without a key id,
     * whatever id the token names.
     */
    Optional<Key> find(JsonWebSignature token) {
        VerificationJwkSelector selector = new VerificationJwkSelector();
        try {
            List<JsonWebKey> matching = new ArrayList<>(selector.selectList(token, keys));
            if (matching.size() == 1) {
                return Optional.of(matching.get(0).getKey());
            }
            if (matching.isEmpty() && keys.size() == 1 && keys.get(0).getKeyId() == null) {
                matching.add(keys.get(0));
            }
            return matching.stream()
                    .map(JsonWebKey::getKey)
                    .filter(key -> verifies(token, key))
                    .findFirst();
        } catch (JoseException unsuitable) {
            // The header names an algorithm that is not permitted.
            return Optional.empty();
        }
    }

    private static boolean verifies(JsonWebSignature token, Key key) {
        try {
            token.setKey(key);
            return token.verifySignature();
        } catch (JoseException anotherKind) {
            return false;
        } finally {
            token.setKey(null);
        }
    }
}
