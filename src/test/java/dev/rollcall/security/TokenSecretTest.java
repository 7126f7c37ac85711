package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TokenSecretTest {

    @Test
    void isDrawnInTheFormThatSecretScannersKnow() {
        String value = TokenSecret.random(new SecureRandom()).reveal();

        assertThat(value).matches("pul-[0-9a-f]{40}");
        assertThat(TokenSecret.parse(value)).isPresent();
        assertThat(TokenSecret.random(new SecureRandom()).reveal()).isNotEqualTo(value);
    }

    @Test
    void isHashedWithSha256() {
        TokenSecret secret = TokenSecret.parse("pul-0123456789abcdef0123456789abcdef01234567")
                .orElseThrow();

        assertThat(HexFormat.of().formatHex(secret.hash()))
                .isEqualTo("929f6bf478b4c2806e77e18e7b4ceece6b9318dcfb27fa95932a58b119019ccb");
    }

    @Test
    void isNotPrinted() {
        assertThat(TokenSecret.random(new SecureRandom())).hasToString("pul-…");
    }
}
