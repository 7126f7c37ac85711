package dev.rollcall.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import java.util.Optional;

/** What somebody presents as a token, where it came from, and the path of the GET that it came with. */
class AccessTokenRequest extends BaseAuthenticationRequest {

    final String value;
    final Optional<String> path;
    final String address;

    AccessTokenRequest(String value, Optional<String> path, String address) {
        this.value = value;
        this.path = path;
        this.address = address;
    }
}
