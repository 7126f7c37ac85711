package dev.rollcall.security;

import java.security.Principal;
import java.util.UUID;

/**
 * The account that a request acts as, and the credential that it came with.
 *
 * @param userId a person, or the service account of the organization that a machine token belongs to
 * @param tokenId the access token, or null for who presents a JWT
 */
public record Caller(UUID userId, UUID tokenId) implements Principal {

    /** Role of a person; organization and team tokens do not have it. */
    public static final String PERSON = "person";

    /** Role of a person who administers this installation. */
    public static final String SITE_ADMIN = "site-admin";

    @Override
    public String getName() {
        return userId.toString();
    }
}
