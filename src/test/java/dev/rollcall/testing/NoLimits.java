package dev.rollcall.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** All tests call from one address, often with bad credentials; their order must not matter. */
public class NoLimits implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("rollcall.limits.failed-authentications", "0", "rollcall.limits.requests", "0");
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
