package dev.rollcall.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import java.util.Optional;

/** A token to be resolved, where it came from, and the path of the GET that it came with. */
class AccessTokenRequest extends BaseAuthenticationRequest {

    final TokenSecret secret;
    final Optional<String> path;
    final String address;

    AccessTokenRequest(TokenSecret secret, Optional<String> path, String address) {
        this.secret = secret;
        this.path = path;
        this.address = address;
    }
}
