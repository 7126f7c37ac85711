package dev.rollcall.state;

import dev.rollcall.security.TokenSecret;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret that a client gets when its update starts (contract for stacks, section 0). Only its hash is stored. */
public record UpdateToken(String value) {

    private static final int BYTES = 32;

    static UpdateToken random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new UpdateToken("upd-" + HexFormat.of().formatHex(bytes));
    }

    /** {@return SHA-256 of the token, 32 bytes} */
    public byte[] hash() {
        return TokenSecret.hash(value);
    }

    /** Hides the token in logs. */
    @Override
    public String toString() {
        return "upd-…";
    }
}
