package dev.rollcall.jwt;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Reports for each issuer whether its keys can be fetched. It is a wellness check, because a failing readiness check
 * would take all replicas out of service. See docs/decisions/0007-several-issuers-of-jwts.md.
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
