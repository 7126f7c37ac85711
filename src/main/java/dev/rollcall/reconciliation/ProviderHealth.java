package dev.rollcall.reconciliation;

import dev.rollcall.reconciliation.ProviderStates.State;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether identity providers answer as they should. It is wellness and not readiness: without a provider people keep their
 * accounts, tokens and everything that is known.
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
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("Identity providers").up();
        for (State state : states.troubled()) {
            health.down()
                    .withData(
                            state.instance(),
                            (state.pausedUntil() == null ? "failing" : "left alone until " + state.pausedUntil()) + ": "
                                    + state.reason());
        }
        return health.build();
    }
}
