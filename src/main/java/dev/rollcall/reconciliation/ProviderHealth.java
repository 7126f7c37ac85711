package dev.rollcall.reconciliation;

import dev.rollcall.reconciliation.ProviderStates.Trouble;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
        List<Trouble> troubled = states.troubles();
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("Identity providers").status(troubled.isEmpty());
        troubled.forEach(provider -> health.withData(
                provider.instance(),
                (provider.pausedUntil() == null ? "failing: " : "paused until " + provider.pausedUntil() + ": ")
                        + provider.reason()));
        return health.build();
    }
}
