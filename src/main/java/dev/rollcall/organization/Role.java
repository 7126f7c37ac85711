package dev.rollcall.organization;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The built-in roles that a membership can have (contract, section 2.1; contract for writes, section 3.5). */
public enum Role {
    MEMBER("member", "Member"),
    ADMIN("admin", "Admin"),
    BILLING_MANAGER("billing-manager", "Billing Manager");

    @EnumeratedValue
    @JsonValue
    final String value;

    /** The name in lists of roles. Clients join members and roles by it. */
    public final String title;

    Role(String value, String title) {
        this.value = value;
        this.title = title;
    }

    /** {@return the identifier in requests, responses and the database, for example {@code billing-manager}} */
    public String value() {
        return value;
    }

    /** {@return the role with this {@linkplain #value() identifier}; empty if none has it} */
    public static Optional<Role> of(String value) {
        return Arrays.stream(values()).filter(role -> role.value.equals(value)).findFirst();
    }

    /**
     * {@return the id of this role in an organization} It is derived (RFC 9562, UUID version 5: the organization's id as
     * the namespace, the identifier as the name), so built-in roles need no rows and keep their ids.
     */
    public UUID idIn(UUID organizationId) {
        byte[] name = value.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES + name.length)
                .putLong(organizationId.getMostSignificantBits())
                .putLong(organizationId.getLeastSignificantBits())
                .put(name);
        ByteBuffer hash = ByteBuffer.wrap(sha1(input.array()));
        long high = (hash.getLong() & ~0xF000L) | 0x5000L;
        long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }

    /** {@return the built-in role with this id in an organization; empty if none has it} */
    public static Optional<Role> withId(UUID id, UUID organizationId) {
        return Arrays.stream(values())
                .filter(role -> role.idIn(organizationId).equals(id))
                .findFirst();
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
