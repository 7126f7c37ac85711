package dev.rollcall.jwt;

import dev.rollcall.http.ApiException;
import dev.rollcall.jwt.Refusals.Reason;
import dev.rollcall.provider.Connections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;

/** The configured issuers of JWTs. See docs/decisions/0007-several-issuers-of-jwts.md. */
@ApplicationScoped
public class JwtIssuers {

    private static final Duration MAX_KEY_LIFETIME = Duration.ofMinutes(1);

    /** Reads {@code iss}, which selects the issuer. Verifies nothing: the issuer's rules do that afterwards. */
    private final JwtConsumer unverified = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    private final Map<String, JwtIssuer> issuers = new HashMap<>();
    private final JwtConfig config;
    private final KeyServers servers;
    private final Refusals refusals;
    private final MeterRegistry metrics;

    JwtIssuers(JwtConfig config, KeyServers servers, Refusals refusals, MeterRegistry metrics) {
        this.config = config;
        this.servers = servers;
        this.refusals = refusals;
        this.metrics = metrics;
    }

    void configure(@Observes StartupEvent starting) {
        if (!config.enabled()) {
            return;
        }
        if (config.issuers().isEmpty()) {
            throw new IllegalStateException(
                    "rollcall.jwt.enabled needs an issuer: set rollcall.jwt.issuers.<name>.issuer,"
                            + " .jwks-url and .audience");
        }
        if (config.keyLifetime().compareTo(MAX_KEY_LIFETIME) > 0) {
            throw new IllegalStateException("rollcall.jwt.key-lifetime must be one minute at most");
        }
        config.issuers().forEach(this::add);
    }

    private void add(String name, JwtConfig.Issuer issuer) {
        Connections.checkIssuer("rollcall.jwt.issuers." + name + ".issuer", issuer.issuer());
        IssuerKeys keys = servers.keys(
                "rollcall.jwt.issuers." + name + ".jwks-url",
                issuer.jwksUrl(),
                metrics.counter("rollcall.jwks.failures", "issuer", name)::increment);
        Gauge.builder("rollcall.jwks.up", keys, known -> known.isUp() ? 1 : 0)
                .tag("issuer", name)
                .register(metrics);
        JwtIssuer other = issuers.put(issuer.issuer(), new JwtIssuer(name, issuer, keys, refusals));
        if (other != null) {
            throw new IllegalStateException("rollcall.jwt.issuers." + name + ".issuer and rollcall.jwt.issuers."
                    + other.name() + ".issuer are the same");
        }
    }

    /**
     * Verifies a token by the rules of the issuer that it names.
     *
     * @throws AuthenticationFailedException if the token is invalid or names no configured issuer
     * @throws ApiException 503 if the issuer's keys cannot be fetched
     */
    Claims verify(String token) {
        if (!CompactToken.isStrict(token)) {
            throw refuse(Reason.MALFORMED);
        }
        try {
            JwtContext parsed = unverified.process(token);
            if (!CompactToken.isPlain(parsed)) {
                throw refuse(Reason.HEADER);
            }
            JwtIssuer issuer = issuers.get(parsed.getJwtClaims().getIssuer());
            if (issuer == null) {
                throw refuse(Reason.ISSUER);
            }
            // Before the issuer's keys are fetched: none of them verifies such a token.
            if (!CompactToken.isSignedWith(parsed, JwtIssuer.ASYMMETRIC)) {
                throw refuse(Reason.ALGORITHM);
            }
            return issuer.verify(parsed);
        } catch (InvalidJwtException noToken) {
            throw refuse(Reason.MALFORMED);
        } catch (MalformedClaimException noIssuer) {
            throw refuse(Reason.ISSUER);
        }
    }

    private AuthenticationFailedException refuse(Reason reason) {
        refusals.count(reason);
        Log.debugf("Refused a JWT: %s", reason);
        return new AuthenticationFailedException();
    }

    Collection<JwtIssuer> all() {
        return issuers.values();
    }
}
