package dev.rollcall.mail;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Computes the secret codes in links. A code is an HMAC (RFC 2104) of what the link is about. So a mail can be sent again
 * with the same link, and nobody who reads the database can make the link.
 */
@Singleton
public class LinkCodes {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final LinkKeyConfig config;

    LinkCodes(LinkKeyConfig config) {
        this.config = config;
    }

    /** Stops the start without a valid key, so that links cannot fail later. */
    void check(@Observes StartupEvent starting) {
        key();
    }

    /**
     * {@return the code of a message: 43 characters of the alphabet of base64url}
     *
     * @param message different for each kind of link, for example by its length
     */
    public String of(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Cannot compute " + ALGORITHM, impossible);
        }
    }

    private SecretKeySpec key() {
        return config.key()
                .map(LinkCodes::decode)
                .filter(bytes -> bytes.length >= KEY_BYTES)
                .map(bytes -> new SecretKeySpec(bytes, ALGORITHM))
                .orElseThrow(() -> new IllegalStateException("rollcall.invites.key must be at least " + KEY_BYTES
                        + " random bytes in base64, for example from: openssl rand -base64 " + KEY_BYTES));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
