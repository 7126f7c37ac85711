package dev.rollcall.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What somebody presents as a token, where it came from, and the path of the GET that it came with. */
class AccessTokenRequest extends BaseAuthenticationRequest {

    final String value;
    final Optional<String> path;
    private final HttpServerRequest request;

    AccessTokenRequest(String value, HttpServerRequest request) {
        this.value = value;
        this.path = CallerProjection.path(request);
        this.request = request;
    }

    /** {@return the client's IP address, which takes a while to find out where there may be proxies} */
    String address() {
        return request.remoteAddress().hostAddress();
    }
}
