package dev.rollcall.testing;

import dev.rollcall.testing.Rows.Organization;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stores invitations for tests, and knows their links and those to e-mail addresses. */
public final class Invitations {

    private Invitations() {}

    /** An invitation with the role of a member that does not expire. Without an address it is a link. */
    public static UUID invite(Organization organization, String email) {
        UUID id = UUID.randomUUID();
        Database.execute(
                "insert into invite (id, organization_id, email, role, sender_name, sender_login)"
                        + " values (?, ?, ?, 'member', 'Grace before', 'grace-before')",
                id,
                organization.id(),
                email);
        return id;
    }

    /** The link's HMAC (RFC 2104), computed without the service's code. */
    public static String code(UUID id, int generation) {
        return code(ByteBuffer.allocate(20)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(generation)
                .array());
    }

    /** The code in the link to an e-mail address that waits to be verified. */
    public static String code(UUID verification) {
        return code(("email verification " + verification).getBytes(StandardCharsets.US_ASCII));
    }

    private static String code(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(TestSettings.INVITES_KEY), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What paths of the API write for whoever has the link. */
    public static String secret(UUID id) {
        return id + "." + code(id, 1);
    }

    /** Gives a person a verified address. */
    public static void verify(UUID userId, String email) {
        Database.execute("update app_user set email = ?, email_verified_at = now() where id = ?", email, userId);
    }
}
