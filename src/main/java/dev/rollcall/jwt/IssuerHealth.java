package dev.rollcall.jwt;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether the issuers' keys can be fetched. It is wellness and not readiness: an issuer that is down would otherwise
 * take all replicas away from callers who do not need it.
 */
@Wellness
@ApplicationScoped
class IssuerHealth implements HealthCheck {

    private final JwtIssuers issuers;

    IssuerHealth(JwtIssuers issuers) {
        this.issuers = issuers;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("Keys of JWT issuers").up();
        for (JwtIssuer issuer : issuers.all()) {
            Optional<Instant> downSince = issuer.keys().downSince();
            health.withData(
                    issuer.name(), downSince.map(since -> "down since " + since).orElse("up"));
            downSince.ifPresent(since -> health.down());
        }
        return health.build();
    }
}
