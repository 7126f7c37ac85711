package dev.rollcall.invite;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.LinkCodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Creates the links of invitations. The secret in a link is computed from the invitation's id and generation. So Rollcall
 * can show the link again without storing the secret, and a new generation invalidates the old link.
 */
@ApplicationScoped
public class InviteLinks {

    private final LinkCodes codes;
    private final PublicAddress address;

    InviteLinks(LinkCodes codes, PublicAddress address) {
        this.codes = codes;
        this.address = address;
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
        return codes.of(ByteBuffer.allocate(20)
                .putLong(inviteId.getMostSignificantBits())
                .putLong(inviteId.getLeastSignificantBits())
                .putInt(generation)
                .array());
    }
}
