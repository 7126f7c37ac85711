package dev.rollcall.security;

import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code Authorization: token pul-...}, which the Pulumi CLI and SDKs send (contract, section 1.1). They send a JWT
 * in the same way, because they know no other scheme. It is then treated like a bearer token.
 */
@Singleton
class AccessTokenMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "token ";

    /** Three parts (RFC 7515, section 3.1). An access token contains no dot. */
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        HttpServerRequest request = context.request();
        return token(request)
                .map(value -> identities.authenticate(
                        JWT.matcher(value).matches() ? jwt(value, context) : new AccessTokenRequest(value, request)))
                // Without a token the caller is anonymous, and protected resources respond 401.
                .orElse(Uni.createFrom().nullItem());
    }

    private static AuthenticationRequest jwt(String value, RoutingContext context) {
        return HttpSecurityUtils.setRoutingContextAttribute(
                new TokenAuthenticationRequest(new TokenCredential(value, "bearer")), context);
    }

    private static Optional<String> token(HttpServerRequest request) {
        List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        // With several Authorization headers it is unclear which one counts, so none does.
        if (values.size() != 1 || !values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(values.get(0).substring(SCHEME.length()).strip());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "token"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(AccessTokenRequest.class, TokenAuthenticationRequest.class);
    }
}
