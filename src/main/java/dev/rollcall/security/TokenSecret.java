package dev.rollcall.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret of a Pulumi access token: {@code pul-} and 40 lower-case hex digits (contract, section 4). Secret scanners
 * recognize this format. Only its SHA-256 is stored. A slow password hash would not help, because nobody can guess 160
 * random bits.
 */
public final class TokenSecret {

    private static final Pattern FORMAT = Pattern.compile("pul-[0-9a-f]{40}");

    private final String value;

    private TokenSecret(String value) {
        this.value = value;
    }

    /** {@return the secret, or empty if the text does not have the format} */
    public static Optional<TokenSecret> parse(String value) {
        return FORMAT.matcher(value).matches() ? Optional.of(new TokenSecret(value)) : Optional.empty();
    }

    /** {@return a new secret} */
    public static TokenSecret random(SecureRandom random) {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return new TokenSecret("pul-" + HexFormat.of().formatHex(bytes));
    }

    /** {@return the secret as text, which may be shown once} */
    public String reveal() {
        return value;
    }

    /** {@return the SHA-256 of the secret, 32 bytes, which is stored} */
    public byte[] hash() {
        return hash(value);
    }

    /** {@return the SHA-256 of a text that a client sent as a secret, 32 bytes} */
    public static byte[] hash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    /** Hides the secret in logs and messages. */
    @Override
    public String toString() {
        return "pul-…";
    }
}
