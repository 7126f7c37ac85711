package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProviderTokenTest {

    @Test
    void isNotPrinted() {
        assertThat(new ProviderToken("gho_access", "ghr_refresh", Instant.EPOCH, "read:org"))
                .hasToString("ProviderToken[expiresAt=1970-01-01T00:00:00Z, scopes=read:org]");
    }
}
