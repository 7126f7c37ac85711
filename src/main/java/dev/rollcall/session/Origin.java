package dev.rollcall.session;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.http.RequestFilter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;

/**
 * Where the request of a browser comes from.
 *
 * @param address the client's IP address
 * @param userAgent the header {@code User-Agent} as it was sent, which can be anything; null if there is none
 * @param requestId the id in the response's {@code X-Pulumi-Request-ID}
 */
public record Origin(String address, String userAgent, String requestId) {

    public static Origin of(HttpServerRequest request) {
        return new Origin(
                ClientAddress.of(request), request.getHeader(HttpHeaders.USER_AGENT), RequestFilter.id(request));
    }

    /** {@return who does what this request does, for the audit record} Both ids may be null. */
    public Source source(UUID actorId, UUID tokenId) {
        return new Source(actorId, tokenId, address, requestId);
    }
}
