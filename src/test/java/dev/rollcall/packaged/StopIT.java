package dev.rollcall.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Await;
import dev.rollcall.testing.FreshDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
                Await.until(
                        Duration.ofSeconds(7),
                        () -> service.manage("/q/health/ready").statusCode() != 200);
                assertThat(service.manage("/q/health/ready").statusCode()).isEqualTo(503);
                assertThat(service.get("/api/capabilities", NOBODY).statusCode())
                        .isEqualTo(200);

                service.awaitExit();
            }
        }
    }
}
