package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.FreshDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopIT {

    private static final String NOBODY = "pul-0123456789abcdef0123456789abcdef01234567";

    @Test
    void servesOnWhileLoadBalancersTakeNotice() throws Exception {
        try (FreshDatabase database = new FreshDatabase()) {
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.put("QUARKUS_SHUTDOWN_DELAY", "8s");
            try (ServiceProcess service = ServiceProcess.start(settings)) {
                service.awaitListening();
                assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(200);

                service.terminate();
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(7);
                while (service.manage("/q/health/ready").statusCode() == 200 && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(503);
                assertThat(service.get("/api/capabilities", NOBODY).statusCode())
                        .isEqualTo(200);

                service.awaitExit();
            }
        }
    }
}
