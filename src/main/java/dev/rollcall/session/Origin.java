package dev.rollcall.session;

import dev.rollcall.http.ClientAddress;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where the request of a browser comes from.
 *
 * @param address the client's IP address
 * @param userAgent the header {@code User-Agent} as it was sent, which can be anything; null if there is none
 */
public record Origin(String address, String userAgent) {

    public static Origin of(HttpServerRequest request) {
        return new Origin(ClientAddress.of(request), request.getHeader(HttpHeaders.USER_AGENT));
    }
}
