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
 * A key that texts are encrypted with: AES-256 in Galois/Counter Mode (NIST SP 800-38D), which also notices every change.
 * What is encrypted is a format version, the IV, and the ciphertext with its tag. A text is encrypted for a context, and
 * decrypts in no other.
 *
 * <p>IVs are 96 random bits, so a key is good for 2^32 texts (SP 800-38D, section 8.3).
 */
public final class EncryptionKey {

    public static final int BYTES = 32;

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final byte VERSION = 1;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEADER_BYTES = 1 + IV_BYTES;
    private static final int ID_BYTES = 8;

    /** Tells the key from others, and nothing about it. */
    public final String id;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public EncryptionKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("A key has " + BYTES + " bytes");
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

    public byte[] encrypt(String text, List<String> context) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, iv, context).doFinal(text.getBytes(StandardCharsets.UTF_8));
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
     * Decrypts what this key encrypted.
     *
     * @throws GeneralSecurityException if it did not, or for another context, or if a byte was changed
     */
    public String decrypt(byte[] encrypted, List<String> context) throws GeneralSecurityException {
        if (encrypted.length < HEADER_BYTES + TAG_BYTES || encrypted[0] != VERSION) {
            throw new AEADBadTagException("Not of a known format");
        }
        byte[] iv = Arrays.copyOfRange(encrypted, 1, HEADER_BYTES);
        byte[] text = cipher(Cipher.DECRYPT_MODE, iv, context)
                .doFinal(encrypted, HEADER_BYTES, encrypted.length - HEADER_BYTES);
        return new String(text, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, byte[] iv, List<String> context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
        cipher.updateAAD(associatedData(context));
        return cipher;
    }

    /** Each part after its length: no two contexts have the same bytes. */
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
