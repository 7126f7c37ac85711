package dev.rollcall.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What every tested service is configured with, started by Quarkus or packaged. */
public class TestSettings implements QuarkusTestResourceLifecycleManager {

    /** Needed to start. */
    public static final String INVITES_KEY = "dGVzdHMgb25seSwgYW5kIGtub3duIHRvIGV2ZXJ5Ym9keQ==";

    /** Encrypts the tokens of providers. */
    public static final String ENCRYPTION_KEY = "dGVzdHMgb25seSwgYW5kIGtub3duIHRvIGFueWJvZHk=";

    /** Decrypts them, as after the first key was changed. */
    public static final String OLD_ENCRYPTION_KEY = "dGhlIHNhbWUsIGFuZCBpdCB3YXMgdGhlcmUgYmVmb3I=";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "rollcall.invites.key",
                INVITES_KEY,
                "rollcall.encryption.keys",
                ENCRYPTION_KEY + "," + OLD_ENCRYPTION_KEY,
                // All tests call from one address, often with bad credentials; their order must not matter.
                "rollcall.limits.failed-authentications",
                "0",
                "rollcall.limits.requests",
                "0",
                "rollcall.limits.sign-ins",
                "0");
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
