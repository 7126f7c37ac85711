package dev.rollcall.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.config.LogConfig;
import java.util.Map;

/** The settings of every tested service, whether Quarkus starts it or it is packaged. */
public class TestSettings implements QuarkusTestResourceLifecycleManager {

    /** Without this key the service does not start. */
    public static final String INVITES_KEY = "dGVzdHMgb25seSwgYW5kIGtub3duIHRvIGV2ZXJ5Ym9keQ==";

    /** Encrypts the tokens of identity providers. */
    public static final String ENCRYPTION_KEY = "dGVzdHMgb25seSwgYW5kIGtub3duIHRvIGFueWJvZHk=";

    /** Only decrypts, as an old key does after a rotation. */
    public static final String OLD_ENCRYPTION_KEY = "dGhlIHNhbWUsIGFuZCBpdCB3YXMgdGhlcmUgYmVmb3I=";

    @Override
    public Map<String, String> start() {
        // If an assertion about a response fails, both the request and the response are printed. RestAssured would
        // format
        // each JSON body for that, a twentieth of the CPU of the tests (pom.xml, enable-logging-on-failure).
        RestAssured.config = RestAssured.config()
                .logConfig(LogConfig.logConfig()
                        .enableLoggingOfRequestAndResponseIfValidationFails()
                        .enablePrettyPrinting(false));
        return Map.of(
                "rollcall.invites.key",
                INVITES_KEY,
                "rollcall.encryption.keys",
                ENCRYPTION_KEY + "," + OLD_ENCRYPTION_KEY,
                // Off: all tests call from one address, often with bad credentials. With limits, their results would
                // depend on their order.
                "rollcall.limits.failed-authentications",
                "0",
                "rollcall.limits.requests",
                "0",
                "rollcall.limits.sign-ins",
                "0",
                // For people whose state at their providers is that old, which only the tests of this setting have.
                "rollcall.reconciliation.suspend-after",
                "30d",
                // A test sends more.
                "rollcall.state.inflated-size",
                "64M",
                // A test waits for it.
                "rollcall.limits.bodies.timeout",
                "2s");
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
