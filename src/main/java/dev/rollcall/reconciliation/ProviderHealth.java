package dev.rollcall.reconciliation;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether identity providers work. This is wellness, not readiness: while a provider fails, Rollcall still serves
 * accounts, tokens and the profiles that it stored.
 */
@Wellness
@ApplicationScoped
class ProviderHealth implements HealthCheck {

    private final ProviderStates states;

    ProviderHealth(ProviderStates states) {
        this.states = states;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> troubled = states.troubled();
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("Identity providers").status(troubled.isEmpty());
        troubled.forEach(health::withData);
        return health.build();
    }
}
