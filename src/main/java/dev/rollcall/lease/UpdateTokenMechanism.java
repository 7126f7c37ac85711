package dev.rollcall.lease;

import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.security.Authentications;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import dev.rollcall.security.RateLimits;
import dev.rollcall.state.UpdateToken;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads {@code Authorization: update-token ...}, which clients send while they run an update. Such a token is good for the
 * operations below an update only.
 */
@Singleton
class UpdateTokenMechanism implements HttpAuthenticationMechanism, IdentityProvider<UpdateTokenMechanism.Request> {

    private static final String SCHEME = "update-token ";

    private static final Pattern FORMAT = Pattern.compile("upd-[0-9a-f]{64}");

    private static final Pattern OPERATIONS = Pattern.compile(
            "/api/stacks/[^/]+/[^/]+/[^/]+/[^/]+/[^/]+/(checkpoint|events/batch|renew_lease|complete)/?");

    private final Sql sql;
    private final RateLimits limits;
    private final Authentications authentications;

    UpdateTokenMechanism(Sql sql, RateLimits limits, Authentications authentications) {
        this.sql = sql;
        this.limits = limits;
        this.authentications = authentications;
    }

    /** A token as the client sent it, not checked yet. */
    static final class Request extends BaseAuthenticationRequest {

        private final UpdateToken token;
        private final HttpServerRequest request;

        Request(UpdateToken token, HttpServerRequest request) {
            this.token = token;
            this.request = request;
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        HttpServerRequest request = context.request();
        return token(request)
                .filter(token -> OPERATIONS.matcher(request.path()).matches())
                .map(token -> identities.authenticate(new Request(new UpdateToken(token), request)))
                .orElse(Uni.createFrom().nullItem());
    }

    /** {@return the update token of a request, not checked; empty if there is none, or several credentials} */
    static Optional<String> token(HttpServerRequest request) {
        List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        return values.size() == 1 && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(values.get(0).substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(Request.class);
    }

    @Override
    public Class<Request> getRequestType() {
        return Request.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Request request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> find(request));
    }

    private SecurityIdentity find(Request request) {
        if (!FORMAT.matcher(request.token.value()).matches()) {
            authentications.count(Credential.UPDATE, Outcome.MALFORMED);
            throw new AuthenticationFailedException();
        }
        byte[] hash = request.token.hash();
        limits.check(() -> ClientAddress.of(request.request), hash);
        UpdateCaller caller = sql
                .list(
                        "The update could not be looked up",
                        "select id, stack_id, clock_timestamp() as arrived_at from stack_update where token_hash = ?",
                        row -> new UpdateCaller(
                                row.getObject("id", UUID.class),
                                row.getObject("stack_id", UUID.class),
                                row.getObject("arrived_at", OffsetDateTime.class)),
                        (Object) hash)
                .stream()
                .findFirst()
                .orElseThrow(() -> {
                    authentications.count(Credential.UPDATE, Outcome.REFUSED);
                    limits.refused(ClientAddress.of(request.request), hash);
                    // Not 401, which the CLI shows as a missing login: the stack was deleted, and its updates with it.
                    return ApiException.forbidden("The update of this token does not exist any more.");
                });
        limits.acceptedWithoutLimit(hash);
        authentications.count(Credential.UPDATE, Outcome.ACCEPTED);
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRole(UpdateCaller.ROLE)
                .build();
    }
}
