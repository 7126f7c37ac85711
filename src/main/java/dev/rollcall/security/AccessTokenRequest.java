package dev.rollcall.security;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ClientAddress;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * An access token as the client sent it, not checked yet, and the {@link CallerProjection#path path} of its request.
 */
class AccessTokenRequest extends BaseAuthenticationRequest {

    final String value;
    final Optional<String> path;
    private final HttpServerRequest request;

    AccessTokenRequest(String value, HttpServerRequest request) {
        this.value = value;
        this.path = CallerProjection.path(request);
        this.request = request;
    }

    /**
     * {@return the client's IP address; behind proxies it has to be parsed from headers, so call this only if needed}
     */
    String address() {
        return ClientAddress.of(request);
    }

    /** {@return the caller as the source of what the request does, for the audit record} */
    Source source(Caller caller) {
        return caller.source(request);
    }
}
