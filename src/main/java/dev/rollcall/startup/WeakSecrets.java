package dev.rollcall.startup;

import dev.rollcall.security.TokenSecret;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Recognizes secrets that are no secrets: published ones, and those that nobody made at random. */
final class WeakSecrets {

    /** The keys of development, in application.properties. */
    private static final Set<String> PUBLISHED =
            Set.of("ZGV2ZWxvcG1lbnQgb25seSwga25vd24gdG8gYWxsLi4=", "ZGV2ZWxvcG1lbnQgb25seSwga25vd24gdG8gZXZlcnlib2R5");

    /** Of 32 random bytes, fewer than 12 are different in less than 1 of 10^25 keys. */
    private static final int DIFFERENT_BYTES = 12;

    /** Of 40 random hex digits, fewer than 9 are different in about 1 of 10^8 tokens. */
    private static final int DIFFERENT_DIGITS = 9;

    private static final int SHORT_PERIOD = 8;

    private static final Pattern LONG_RUN = Pattern.compile("(.)\\1{7}");

    private WeakSecrets() {}

    /** Whether a key is published, or consists of few different bytes. */
    static boolean isWeakKey(byte[] key) {
        return PUBLISHED.contains(Base64.getEncoder().encodeToString(key))
                || IntStream.range(0, key.length).map(i -> key[i]).distinct().count()
                        < Math.min(DIFFERENT_BYTES, key.length);
    }

    /** Whether a token consists of few different digits, or repeats one or a few digits over and over. */
    static boolean isWeakToken(String token) {
        return TokenSecret.parse(token).isPresent()
                && (token.chars().skip("pul-".length()).distinct().count() < DIFFERENT_DIGITS
                        || LONG_RUN.matcher(token).find()
                        || isPeriodic(token));
    }

    private static boolean isPeriodic(String token) {
        String digits = token.substring("pul-".length());
        return IntStream.rangeClosed(1, SHORT_PERIOD).anyMatch(period -> digits.startsWith(digits.substring(period)));
    }
}
