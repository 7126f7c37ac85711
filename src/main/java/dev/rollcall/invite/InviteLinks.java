package dev.rollcall.invite;

import dev.rollcall.http.PublicAddress;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Creates the links of invitations. The secret in a link is an HMAC (RFC 2104) of the invitation's id and generation.
 * So Rollcall can show the link again without storing the secret, and a new generation invalidates the old link.
 */
@ApplicationScoped
public class InviteLinks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final InviteConfig config;
    private final PublicAddress address;

    InviteLinks(InviteConfig config, PublicAddress address) {
        this.config = config;
        this.address = address;
    }

    /** Stops the start without a valid key, so that invitations cannot fail later. */
    void check(@Observes StartupEvent starting) {
        key();
    }

    /** {@return the URL of the page for the invitee} */
    public String link(UUID inviteId, int generation) {
        return address.link("/invites/" + inviteId + "?code=" + code(inviteId, generation));
    }

    /** {@return whether this is the code of the invitation's link} */
    public boolean isCode(String code, UUID inviteId, int generation) {
        return MessageDigest.isEqual(
                code(inviteId, generation).getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.UTF_8));
    }

    private String code(UUID inviteId, int generation) {
        ByteBuffer message = ByteBuffer.allocate(20)
                .putLong(inviteId.getMostSignificantBits())
                .putLong(inviteId.getLeastSignificantBits())
                .putInt(generation);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message.array()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Cannot compute " + ALGORITHM, impossible);
        }
    }

    private SecretKeySpec key() {
        return config.key()
                .map(InviteLinks::decode)
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
