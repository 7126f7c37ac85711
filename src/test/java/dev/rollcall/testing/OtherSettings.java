package dev.rollcall.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A service for tests that need other settings than all the others. It is the only one, because each profile costs a start
 * of the service. The tests are a trusted proxy, which names the addresses. Its clock is a day ahead of the database's, each
 * client address may send two invalid credentials per minute, and another service keeps the state of stacks.
 */
public class OtherSettings implements QuarkusTestProfile {

    public static final int INVALID_CREDENTIALS = 2;

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(WrongClock.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "rollcall.limits.failed-authentications",
                String.valueOf(INVALID_CREDENTIALS),
                "rollcall.http.trusted-proxies",
                "127.0.0.1",
                "rollcall.state.enabled",
                "false",
                // Its statements would be counted as those of requests.
                "rollcall.reconciliation.every",
                "1h",
                "rollcall.docs.enabled",
                "false");
    }

    @Alternative
    @Singleton
    static class WrongClock {

        @Produces
        @Singleton
        @Alternative
        Clock clock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        }
    }
}
