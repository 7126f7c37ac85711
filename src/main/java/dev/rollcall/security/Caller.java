package dev.rollcall.security;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.http.RequestFilter;
import io.vertx.core.http.HttpServerRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.UUID;

/**
 * The caller of a request: their account and their access token.
 *
 * @param userId a person; for organization and team tokens, the organization's service account
 * @param tokenId null if the caller presents a JWT
 * @param until when the JWT expires; null for access tokens, which can be revoked or expire at any time
 */
public record Caller(UUID userId, UUID tokenId, Instant until) implements Principal {

    /** The role of people. Callers with an organization or team token do not have it. */
    public static final String PERSON = "person";

    /** The role of people who administer this installation. */
    public static final String SITE_ADMIN = "site-admin";

    /** The caller of a request with an access token, or of a page without one. */
    public Caller(UUID userId, UUID tokenId) {
        this(userId, tokenId, null);
    }

    /** {@return who does what this request does, for the audit record} */
    public Source source(HttpServerRequest request) {
        return new Source(userId, tokenId, ClientAddress.of(request), RequestFilter.id(request));
    }

    @Override
    public String getName() {
        return userId.toString();
    }
}
