package dev.rollcall.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Makes the service send mails to a port of this machine, where the test runs a {@link MailServer}. */
public class MailServerResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "rollcall.mail.from",
                "Rollcall <rollcall@example.com>",
                // The test sends the mails.
                "rollcall.mail.every",
                "1h",
                "rollcall.mail.timeout",
                "3s",
                "rollcall.mail.max-per-organization",
                "20",
                "rollcall.mail.max-per-account",
                "30",
                "rollcall.mail.max-per-address",
                "3",
                "quarkus.mailer.mock",
                "false",
                "quarkus.mailer.host",
                "127.0.0.1",
                "quarkus.mailer.port",
                Integer.toString(FreePort.find()));
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
