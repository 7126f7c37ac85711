package dev.rollcall.jwt;

import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.http.ClientAddress;
import dev.rollcall.http.RequestFilter;
import dev.rollcall.jwt.Refusals.Reason;
import dev.rollcall.security.Authentications;
import dev.rollcall.security.Authentications.Credential;
import dev.rollcall.security.Authentications.Outcome;
import dev.rollcall.security.CallerProjection;
import dev.rollcall.security.Callers;
import dev.rollcall.security.RateLimits;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.signup.SignUp;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Authenticates JWTs that come as bearer tokens (RFC 6750). Creates the subject's account if the subject may sign up.
 * Its priority is higher than that of quarkus-smallrye-jwt's own provider, which therefore never runs. See
 * docs/decisions/0007-several-issuers-of-jwts.md.
 */
@ApplicationScoped
class JwtIdentityProvider implements IdentityProvider<TokenAuthenticationRequest> {

    private final JwtIssuers issuers;
    private final Callers callers;
    private final SignUp signUp;
    private final RateLimits limits;
    private final Authentications authentications;
    private final Refusals refusals;

    JwtIdentityProvider(
            JwtIssuers issuers,
            Callers callers,
            SignUp signUp,
            RateLimits limits,
            Authentications authentications,
            Refusals refusals) {
        this.issuers = issuers;
        this.callers = callers;
        this.signUp = signUp;
        this.limits = limits;
        this.authentications = authentications;
        this.refusals = refusals;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public int priority() {
        return IdentityProvider.super.priority() + 1;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        HttpServerRequest http =
                HttpSecurityUtils.getRoutingContextAttribute(request).request();
        return context.runBlocking(() -> authenticate(request.getToken().getToken(), http));
    }

    private SecurityIdentity authenticate(String token, HttpServerRequest request) {
        // A request with two credentials is ambiguous, so neither is accepted.
        if (request.headers().getAll(HttpHeaders.AUTHORIZATION).size() != 1) {
            throw new AuthenticationFailedException();
        }
        String address = ClientAddress.of(request);
        byte[] fingerprint = TokenSecret.hash(token);
        limits.check(() -> address, fingerprint);
        Claims claims = decide(() -> issuers.verify(token), address, fingerprint);
        limits.share(fingerprint, caller(claims));
        SecurityIdentity identity = decide(
                () -> find(claims, request).orElseGet(() -> signUp(claims, request, address)), address, fingerprint);
        authentications.count(Credential.JWT, Outcome.ACCEPTED);
        return identity;
    }

    private <T> T decide(Supplier<T> check, String address, byte[] fingerprint) {
        try {
            return check.get();
        } catch (AuthenticationFailedException bad) {
            limits.refused(address, fingerprint);
            authentications.count(Credential.JWT, Outcome.REFUSED);
            throw bad;
        } catch (ApiException | PersistenceException unknown) {
            authentications.count(Credential.JWT, Outcome.UNDECIDED);
            throw unknown;
        }
    }

    /** An issuer signs as many tokens for a person as they ask for, so the limit is not per token. */
    private static byte[] caller(Claims claims) {
        // No issuer or subject contains a line break.
        return TokenSecret.hash(claims.issuer().issuer() + "\n" + claims.subject());
    }

    private SecurityIdentity signUp(Claims claims, HttpServerRequest request, String address) {
        signUp.admit(claims.newcomer(), new Source(null, null, address, RequestFilter.id(request)));
        return find(claims, request).orElseThrow(() -> {
            // The account exists, but it is not active.
            refusals.count(Reason.ACCOUNT);
            return new AuthenticationFailedException();
        });
    }

    private Optional<SecurityIdentity> find(Claims claims, HttpServerRequest request) {
        return callers.bySubject(
                claims.issuer().issuer(), claims.subject(), claims.until(), CallerProjection.path(request));
    }
}
