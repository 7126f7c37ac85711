package dev.rollcall.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenLifetimeTest {

    @Test
    void offersNeverWhereTokensNeedNotExpire() {
        assertThat(TokenLifetime.upTo(Optional.empty()))
                .extracting(TokenLifetime::title)
                .containsExactly("in 7 days", "in 30 days", "in 90 days", "in a year", "never");
    }

    @Test
    void offersNothingLongerThanTheServerAllows() {
        assertThat(TokenLifetime.upTo(Optional.of(Duration.ofDays(90))))
                .extracting(TokenLifetime::title)
                .containsExactly("in 7 days", "in 30 days", "in 90 days", "as late as this server allows");
        assertThat(TokenLifetime.upTo(Optional.of(Duration.ofHours(12))))
                .containsExactly(new TokenLifetime(0, "as late as this server allows", false));
    }
}
