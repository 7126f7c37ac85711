package dev.rollcall.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for AES-256-GCM (NIST SP 800-38D), with a random IV of 96 bits. So use a key for at most 2^32 texts (section
 * 8.3). Stored bytes: format version (1), IV (12), ciphertext and tag (16). A text decrypts only in the context for
 * which it was encrypted. See docs/decisions/0009-provider-tokens-encrypted-at-rest.md.
 */
public final class EncryptionKey {

    /** Length of a key, in bytes. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final byte VERSION = 1;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEADER_BYTES = 1 + IV_BYTES;
    private static final int ID_BYTES = 8;

    /** The first 8 bytes of the key's SHA-256, as 16 hex digits. It reveals nothing about the key. */
    public final String id;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** Creates a key; throws IllegalArgumentException if it does not have {@value #BYTES} bytes. */
    public EncryptionKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException(
                    "An encryption key must have " + BYTES + " bytes, but has " + key.length);
        }
        this.id = id(key);
        this.key = new SecretKeySpec(key, "AES");
    }

    private static String id(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    /** {@return a new key of random bytes} */
    public static byte[] randomBytes() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /**
     * Encrypts a text.
     *
     * @param context what the text belongs to, for example its row and column; authenticated, not stored
     */
    public byte[] encrypt(String text, List<String> context) {
        return encryptBytes(text.getBytes(StandardCharsets.UTF_8), context);
    }

    /** As {@link #encrypt}, for bytes that are no text. */
    public byte[] encryptBytes(byte[] plaintext, List<String> context) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, iv, context).doFinal(plaintext);
            return ByteBuffer.allocate(HEADER_BYTES + ciphertext.length)
                    .put(VERSION)
                    .put(iv)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java runtime encrypts with " + ALGORITHM, impossible);
        }
    }

    /**
     * Decrypts what {@link #encrypt} returned.
     *
     * @throws GeneralSecurityException if another key or another context was used, or if a byte was changed
     */
    public String decrypt(byte[] encrypted, List<String> context) throws GeneralSecurityException {
        return new String(decryptBytes(encrypted, context), StandardCharsets.UTF_8);
    }

    /** As {@link #decrypt}, for what {@link #encryptBytes} returned. */
    public byte[] decryptBytes(byte[] encrypted, List<String> context) throws GeneralSecurityException {
        if (encrypted.length < HEADER_BYTES + TAG_BYTES || encrypted[0] != VERSION) {
            throw new AEADBadTagException("The encrypted value has an unknown format");
        }
        byte[] iv = Arrays.copyOfRange(encrypted, 1, HEADER_BYTES);
        return cipher(Cipher.DECRYPT_MODE, iv, context)
                .doFinal(encrypted, HEADER_BYTES, encrypted.length - HEADER_BYTES);
    }

    private Cipher cipher(int mode, byte[] iv, List<String> context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
        cipher.updateAAD(associatedData(context));
        return cipher;
    }

    /** The length of each part precedes it, so different contexts never have the same bytes. */
    private static byte[] associatedData(List<String> context) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String part : context) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            data.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            data.writeBytes(bytes);
        }
        return data.toByteArray();
    }

    /** Keeps the key out of logs and messages. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
