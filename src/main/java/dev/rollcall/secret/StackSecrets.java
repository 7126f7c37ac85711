package dev.rollcall.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.rollcall.body.Spool;
import dev.rollcall.http.ApiException;
import dev.rollcall.vault.EncryptionKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Encrypts and decrypts secrets of a stack. A ciphertext is a format version (1), the fingerprint of the stack's key (8), and
 * what {@link EncryptionKey} returns. It belongs to the id of the stack, so it does not decrypt in another one, and still does
 * after the stack was renamed.
 */
@Singleton
public class StackSecrets {

    private static final byte FORMAT = 1;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int HEADER_BYTES = 1 + FINGERPRINT_BYTES;

    /** The longest value in base64. Several requests at once must fit into the memory of a replica. */
    private static final int LONGEST = 1_500_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(LONGEST).build())
            .build();

    private final StackKeys keys;
    private final Spool spool;

    StackSecrets(StackKeys keys, Spool spool) {
        this.keys = keys;
        this.spool = spool;
    }

    /** Encrypts one value. Throws ApiException 413 if it is too long, 400 if the service has no key. */
    byte[] encrypt(UUID stackId, byte[] plaintext) {
        return encrypt(keys.findOrMake(stackId), stackId, checked(plaintext));
    }

    /** Decrypts one value. Throws ApiException 400 if it is no ciphertext of this stack. */
    byte[] decrypt(UUID stackId, byte[] ciphertext) {
        return decrypt(keys.find(stackId), stackId, ciphertext);
    }

    /**
     * {@return whether a ciphertext was encrypted for a stack}
     *
     * @param ciphertext in base64, or how it begins
     */
    public boolean isOf(UUID stackId, String ciphertext) {
        return keys.find(stackId)
                .filter(key -> ciphertext.startsWith(Base64.getEncoder().encodeToString(header(key))))
                .isPresent();
    }

    /** Its length is a multiple of three, so its base64 is the beginning of that of a ciphertext. */
    private static byte[] header(EncryptionKey key) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(FORMAT)
                .put(HexFormat.of().parseHex(key.id))
                .array();
    }

    private static byte[] checked(byte[] plaintext) {
        if (plaintext.length > LONGEST / 4 * 3) {
            throw tooLong();
        }
        return plaintext;
    }

    private static ApiException tooLong() {
        return ApiException.tooLarge("A secret is too large. The limit is " + LONGEST / 4 * 3 + " bytes.");
    }

    private static byte[] encrypt(EncryptionKey key, UUID stackId, byte[] plaintext) {
        byte[] encrypted = key.encryptBytes(plaintext, context(stackId));
        return ByteBuffer.allocate(HEADER_BYTES + encrypted.length)
                .put(header(key))
                .put(encrypted)
                .array();
    }

    private static byte[] decrypt(Optional<EncryptionKey> key, UUID stackId, byte[] ciphertext) {
        try {
            if (ciphertext.length > HEADER_BYTES && ciphertext[0] == FORMAT && key.isPresent()) {
                ByteBuffer parts = ByteBuffer.wrap(ciphertext, 1, ciphertext.length - 1);
                byte[] fingerprint = new byte[FINGERPRINT_BYTES];
                parts.get(fingerprint);
                byte[] encrypted = new byte[parts.remaining()];
                parts.get(encrypted);
                if (HexFormat.of().formatHex(fingerprint).equals(key.get().id)) {
                    return key.get().decryptBytes(encrypted, context(stackId));
                }
            }
        } catch (GeneralSecurityException altered) {
            // Refused below.
        }
        throw ApiException.badRequest("A ciphertext was not encrypted for this stack, or was changed.");
    }

    private static List<String> context(UUID stackId) {
        return List.of("stack-secret", stackId.toString());
    }

    /**
     * The response to a batch.
     *
     * @param content a JSON object
     * @param number how many values were encrypted or decrypted
     */
    record Batch(Spool.Content content, int number) {}

    /** Encrypts the values of {@code plaintexts}. The result has {@code ciphertexts} in the same order. */
    Batch encryptAll(UUID stackId, InputStream body) throws IOException {
        EncryptionKey key = keys.findOrMake(stackId);
        return batch(body, "plaintexts", (values, result) -> {
            result.writeArrayFieldStart("ciphertexts");
            int number = 0;
            for (byte[] value = values.next(); value != null; value = values.next()) {
                result.writeBinary(encrypt(key, stackId, value));
                number++;
            }
            result.writeEndArray();
            return number;
        });
    }

    /** Decrypts the values of {@code ciphertexts}. The result has {@code plaintexts} by ciphertext, exactly as it was sent. */
    Batch decryptAll(UUID stackId, InputStream body) throws IOException {
        Optional<EncryptionKey> key = keys.find(stackId);
        return batch(body, "ciphertexts", (values, result) -> {
            Set<String> done = new HashSet<>();
            result.writeObjectFieldStart("plaintexts");
            for (byte[] value = values.next(); value != null; value = values.next()) {
                byte[] plaintext = decrypt(key, stackId, value);
                if (done.add(values.text())) {
                    result.writeFieldName(values.text());
                    result.writeBinary(plaintext);
                }
            }
            result.writeEndObject();
            return done.size();
        });
    }

    private interface Work {
        int on(Values values, JsonGenerator result) throws IOException;
    }

    /** Reads the values one by one, because all of them may be large. */
    private Batch batch(InputStream body, String member, Work work) throws IOException {
        Spool.Content content = spool.create();
        boolean done = false;
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator result = JSON.createGenerator(content)) {
            result.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            result.writeStartObject();
            int number = work.on(new Values(parser, member), result);
            result.writeEndObject();
            result.flush();
            done = true;
            return new Batch(content, number);
        } catch (StreamConstraintsException large) {
            throw tooLong();
        } catch (JsonProcessingException mistake) {
            throw ApiException.badRequest("The body must be an object with a list of values in base64.");
        } finally {
            if (!done) {
                content.close();
            }
        }
    }

    /** The values of a list in an object. */
    private static final class Values {

        private final JsonParser parser;
        private final String member;
        private boolean inList;
        private String text;

        Values(JsonParser parser, String member) {
            this.parser = parser;
            this.member = member;
        }

        /** {@return the next value, or null after the last one} */
        byte[] next() throws IOException {
            if (!inList) {
                find();
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return null;
            }
            require(token == JsonToken.VALUE_STRING);
            text = parser.getText();
            try {
                return checked(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException noBase64) {
                throw ApiException.badRequest("A value is not in base64.");
            }
        }

        String text() {
            return text;
        }

        private void find() throws IOException {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean here = member.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (here) {
                    require(value == JsonToken.START_ARRAY);
                    inList = true;
                    return;
                }
                parser.skipChildren();
            }
            throw ApiException.badRequest(member + " is missing.");
        }

        private static void require(boolean valid) {
            if (!valid) {
                throw ApiException.badRequest("The body must be an object with a list of values in base64.");
            }
        }
    }
}
