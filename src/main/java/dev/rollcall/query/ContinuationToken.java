package dev.rollcall.query;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A position in a list: the next page begins after the entry with this key. It is opaque to clients. It is not secret
 * and grants nothing, because every page checks again what the caller may see. A checksum binds it to its list and
 * filters.
 */
public final class ContinuationToken {

    private static final int CHECKSUM_BYTES = 4;
    private static final int UUID_BYTES = 16;

    private ContinuationToken() {}

    /**
     * {@return a token for the page after the entry with this key, in URL-safe base64}
     *
     * @param question the list and its filters, as text: other filters, other text
     * @param key the UUIDs by which the list is ordered
     */
    public static String after(String question, UUID... key) {
        ByteBuffer bytes = ByteBuffer.allocate(CHECKSUM_BYTES + key.length * UUID_BYTES);
        bytes.putInt(checksum(question));
        for (UUID part : key) {
            bytes.putLong(part.getMostSignificantBits()).putLong(part.getLeastSignificantBits());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Reads the key from a token.
     *
     * @param question as when the token was written
     * @param parts number of UUIDs in the key
     * @return empty if the token is malformed, or belongs to another list or other filters
     */
    public static Optional<List<UUID>> read(String token, String question, int parts) {
        byte[] decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(decoded);
        if (bytes.remaining() != CHECKSUM_BYTES + parts * UUID_BYTES || bytes.getInt() != checksum(question)) {
            return Optional.empty();
        }
        List<UUID> key = new ArrayList<>();
        while (bytes.hasRemaining()) {
            key.add(new UUID(bytes.getLong(), bytes.getLong()));
        }
        return Optional.of(key);
    }

    /** The key of an entry in a list that is ordered by a text, and by the entries' ids where the texts are equal. */
    public record TextKey(String text, UUID id) {}

    /**
     * {@return a token for the page after the entry with this key, in URL-safe base64}
     *
     * @param question the list and its filters, as text: other filters, other text
     * @param key its text should be short, because clients send the token in a URL of at most 4 KiB
     */
    public static String after(String question, TextKey key) {
        byte[] text = key.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(CHECKSUM_BYTES + UUID_BYTES + text.length);
        bytes.putInt(checksum(question))
                .putLong(key.id().getMostSignificantBits())
                .putLong(key.id().getLeastSignificantBits())
                .put(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Reads the key from a token of a list that is ordered by a text.
     *
     * @param question as when the token was written
     * @return empty if the token is malformed, or belongs to another list or other filters
     */
    public static Optional<TextKey> readText(String token, String question) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.remaining() < CHECKSUM_BYTES + UUID_BYTES || bytes.getInt() != checksum(question)) {
                return Optional.empty();
            }
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            // PostgreSQL cannot store NUL characters, so no entry has such a key.
            return text.indexOf('\0') < 0 ? Optional.of(new TextKey(text, id)) : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException notAToken) {
            return Optional.empty();
        }
    }

    private static int checksum(String question) {
        CRC32C checksum = new CRC32C();
        checksum.update(question.getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }
}
