package dev.rollcall.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCodesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "c2hvcnQ=",
                "!!! not base64 but long enough to be a key if it were !!!",
                "dGhpcnR5LW9uZSByYW5kb20gYnl0ZXMsIG5vdA=="
            })
    void needAKeyOf32Bytes(String key) {
        assertThatIllegalStateException()
                .isThrownBy(() -> start(Map.of("rollcall.invites.key", key)))
                .withMessage("rollcall.invites.key must be at least 32 random bytes in base64, for example from:"
                        + " openssl rand -base64 32")
                .withNoCause();
    }

    @Test
    void needAKey() {
        assertThatIllegalStateException()
                .isThrownBy(() -> start(Map.of()))
                .withMessageStartingWith("rollcall.invites.key must be at least 32 random bytes in base64");
    }

    @Test
    void takeAKeyOf32Bytes() {
        assertThatCode(() -> start(Map.of("rollcall.invites.key", "dGhpcnR5LXR3byBieXRlcywgYW5kIG5vIHNlY3JldC4=")))
                .doesNotThrowAnyException();
    }

    private static void start(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LinkKeyConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withValidateUnknown(false)
                .build();
        new LinkCodes(config.getConfigMapping(LinkKeyConfig.class)).check(new StartupEvent());
    }
}
