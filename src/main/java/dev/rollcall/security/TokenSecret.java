package dev.rollcall.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secret of a Pulumi access token: {@code pul-} and 40 lower-case hex digits, the form that secret scanners know
 * (contract, section 4). It has 160 random bits, so a plain SHA-256 of it can be stored and looked up: there is nothing
 * to guess that a slow hash would protect.
 */
public final class TokenSecret {

    private static final Pattern FORMAT = Pattern.compile("pul-[0-9a-f]{40}");

    private final String value;

    private TokenSecret(String value) {
        this.value = value;
    }

    public static Optional<TokenSecret> parse(String value) {
        return FORMAT.matcher(value).matches() ? Optional.of(new TokenSecret(value)) : Optional.empty();
    }

    public static TokenSecret random(SecureRandom random) {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return new TokenSecret("pul-" + HexFormat.of().formatHex(bytes));
    }

    /** The secret itself, to be shown once. */
    public String reveal() {
        return value;
    }

    /** {@return the 32 bytes that are stored} */
    public byte[] hash() {
        return hash(value);
    }

    /** Hashes what may be a secret. */
    public static byte[] hash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }

    /** Keeps the secret out of logs and messages. */
    @Override
    public String toString() {
        return "pul-…";
    }
}
