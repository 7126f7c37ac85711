package dev.rollcall.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionKeyTest {

    private static final List<String> CONTEXT = List.of("somebody", "github.com", "https://github.com", "583231");

    private final byte[] bytes = random();
    private final EncryptionKey key = new EncryptionKey(bytes);

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "gho_16C7e42F292c6912E7710c838347Ae178B4a", "Žofie, 日本, 🐘, \0, \n"})
    void decryptsWhatItEncrypted(String text) throws GeneralSecurityException {
        byte[] encrypted = key.encrypt(text, CONTEXT);

        assertThat(encrypted).hasSize(1 + 12 + text.getBytes(UTF_8).length + 16);
        assertThat(key.decrypt(encrypted, CONTEXT)).isEqualTo(text);
    }

    @Test
    void decryptsALongText() throws GeneralSecurityException {
        String text = "eyJhbGciOi".repeat(100_000);

        assertThat(key.decrypt(key.encrypt(text, CONTEXT), CONTEXT)).isEqualTo(text);
    }

    @Test
    void decryptsWhatARunOfRandomTextsAndContextsGave() throws GeneralSecurityException {
        Random random = new Random(4711);
        for (int i = 0; i < 2000; i++) {
            String text = text(random, 300);
            List<String> context = List.of(text(random, 20), text(random, 20));
            assertThat(new EncryptionKey(bytes).decrypt(key.encrypt(text, context), context))
                    .isEqualTo(text);
        }
    }

    private static String text(Random random, int length) {
        return random.ints(random.nextInt(length), 0, Character.MAX_CODE_POINT + 1)
                .map(character -> Character.getType(character) == Character.SURROGATE ? '?' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Decrypts without this class, because what it stores today must stay readable if it changes. */
    @Test
    void writesVersionIvAndCiphertextWithTheLengthsAndPartsOfTheContextAsAssociatedData()
            throws GeneralSecurityException {
        byte[] encrypted = key.encrypt("secret", List.of("é", ""));

        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(128, encrypted, 1, 12));
        cipher.updateAAD(new byte[] {0, 0, 0, 2, (byte) 0xc3, (byte) 0xa9, 0, 0, 0, 0});
        assertThat(encrypted[0]).isEqualTo((byte) 1);
        assertThat(cipher.doFinal(encrypted, 13, encrypted.length - 13)).isEqualTo("secret".getBytes(UTF_8));
    }

    @Test
    void neverWritesTheSameTwice() {
        assertThat(key.encrypt("secret", CONTEXT)).isNotEqualTo(key.encrypt("secret", CONTEXT));
    }

    @Test
    void refusesWhatWasChangedAnywhere() {
        byte[] encrypted = key.encrypt("secret", CONTEXT);
        for (int bit = 0; bit < encrypted.length * Byte.SIZE; bit++) {
            byte[] changed = encrypted.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertRefused(key, changed, CONTEXT);
        }
    }

    @Test
    void refusesWhatWasCutOrExtended() {
        byte[] encrypted = key.encrypt("secret", CONTEXT);
        for (int length = 0; length < encrypted.length; length++) {
            assertRefused(key, Arrays.copyOf(encrypted, length), CONTEXT);
        }
        assertRefused(key, Arrays.copyOf(encrypted, encrypted.length + 1), CONTEXT);
    }

    @Test
    void refusesAnotherContext() {
        byte[] encrypted = key.encrypt("secret", CONTEXT);
        for (int part = 0; part < CONTEXT.size(); part++) {
            List<String> other = new ArrayList<>(CONTEXT);
            other.set(part, CONTEXT.get(part) + "1");
            assertRefused(key, encrypted, other);
            other.remove(part);
            assertRefused(key, encrypted, other);
        }
        assertRefused(key, encrypted, List.of());
    }

    @Test
    void refusesAContextOfTheSameLettersInOtherParts() {
        byte[] encrypted = key.encrypt("secret", List.of("ab", "c"));

        assertRefused(key, encrypted, List.of("a", "bc"));
        assertRefused(key, encrypted, List.of("abc"));
        assertRefused(key, encrypted, List.of("abc", ""));
        assertRefused(key, encrypted, List.of("c", "ab"));
    }

    @Test
    void refusesWhatAnotherKeyEncrypted() {
        EncryptionKey other = new EncryptionKey(random());

        assertThat(other.id).isNotEqualTo(key.id);
        assertRefused(other, key.encrypt("secret", CONTEXT), CONTEXT);
    }

    @Test
    void isKnownByTheBeginningOfItsHash() {
        // head -c 32 /dev/zero | sha256sum
        assertThat(new EncryptionKey(new byte[32]).id).isEqualTo("66687aadf862bd77");
    }

    @Test
    void isNotPrinted() {
        assertThat(key).hasToString("key " + key.id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33})
    void hasTheLengthThatAes256Needs(int length) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new EncryptionKey(new byte[length]));
    }

    private static void assertRefused(EncryptionKey key, byte[] encrypted, List<String> context) {
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> key.decrypt(encrypted, context));
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
