package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {

    private static final String OFFICE = "192.0.2.1";
    private static final byte[] TOKEN = TokenSecret.hash("a token");

    private static final Random RANDOM = new Random(1);

    private final SetClock clock = new SetClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RateLimits limits = limits(3, 5);

    @Test
    void letsAnAddressGuessAsOftenAsItMayAndNoMore() {
        guess(OFFICE, 3);

        assertThatThrownBy(() -> limits.check(() -> OFFICE, random()))
                .isInstanceOf(ApiException.class)
                .hasMessage("Too many invalid credentials from this address. Try again later.");
        assertThat(refused("failed-authentications")).isEqualTo(1);
        assertThatCode(() -> limits.check(() -> "192.0.2.2", random())).doesNotThrowAnyException();
    }

    @Test
    void letsAnAddressGuessAgainWhenItsTimeHasCome() {
        guess(OFFICE, 3);

        clock.advance(Duration.ofMillis(19_999));
        assertThatThrownBy(() -> limits.check(() -> OFFICE, random())).isInstanceOf(ApiException.class);
        clock.advance(Duration.ofMillis(1));
        guess(OFFICE, 1);
        assertThatThrownBy(() -> limits.check(() -> OFFICE, random())).isInstanceOf(ApiException.class);
    }

    @Test
    void letsInWhoIsKnownWhateverTheirNeighboursTry() {
        limits.accepted(TOKEN);
        guess(OFFICE, 3);

        assertThatCode(() -> limits.check(() -> OFFICE, TOKEN)).doesNotThrowAnyException();
    }

    @Test
    void knowsNoLongerWhoWasRefused() {
        limits.accepted(TOKEN);
        guess(OFFICE, 2);

        limits.refused(OFFICE, TOKEN);

        assertThatThrownBy(() -> limits.check(() -> OFFICE, TOKEN)).isInstanceOf(ApiException.class);
    }

    @Test
    void letsACallerCallAsOftenAsTheyMayWithHoweverManyTokens() {
        byte[] caller = TokenSecret.hash("issuer and subject");
        for (int i = 0; i < 5; i++) {
            call(random(), caller);
        }

        byte[] next = random();
        assertThatThrownBy(() -> call(next, caller))
                .isInstanceOf(ApiException.class)
                .hasMessage("Too many requests with this token. Try again later.");
        assertThat(refused("requests")).isEqualTo(1);
        assertThatCode(() -> call(random(), TokenSecret.hash("another caller"))).doesNotThrowAnyException();
    }

    @Test
    void countsEachRequestOfACallerOnce() {
        byte[] caller = TokenSecret.hash("issuer and subject");
        for (int i = 0; i < 5; i++) {
            call(TOKEN, caller);
        }
        assertThatThrownBy(() -> call(TOKEN, caller)).isInstanceOf(ApiException.class);
    }

    @Test
    void letsInACallerWhoseTokenIsKnownWhateverTheirNeighboursTry() {
        byte[] caller = TokenSecret.hash("issuer and subject");
        call(TOKEN, caller);
        guess(OFFICE, 3);

        assertThatCode(() -> call(TOKEN, caller)).doesNotThrowAnyException();
        // Anybody can write the name of a caller into a token, so that alone lets nobody in.
        assertThatThrownBy(() -> call(random(), caller)).isInstanceOf(ApiException.class);
        limits.refused(OFFICE, TOKEN);
        assertThatThrownBy(() -> call(TOKEN, caller)).isInstanceOf(ApiException.class);
    }

    private void call(byte[] token, byte[] caller) {
        limits.check(() -> OFFICE, token);
        limits.share(token, caller);
    }

    @Test
    void letsATokenCallAsOftenAsItMayFromWherever() {
        limits.accepted(TOKEN);
        for (int i = 0; i < 5; i++) {
            String address = "192.0.2." + i;
            limits.check(() -> address, TOKEN);
            limits.accepted(TOKEN);
        }

        assertThatThrownBy(() -> limits.check(() -> OFFICE, TOKEN))
                .isInstanceOf(ApiException.class)
                .hasMessage("Too many requests with this token. Try again later.");
        assertThat(refused("requests")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(12));
        assertThatCode(() -> limits.check(() -> OFFICE, TOKEN)).doesNotThrowAnyException();
    }

    @Test
    void limitsNoUpdateThatIsKnownWhateverItsNeighboursTry() {
        limits.check(() -> OFFICE, TOKEN);
        limits.acceptedWithoutLimit(TOKEN);
        guess(OFFICE, 3);

        for (int i = 0; i < 20_000; i++) {
            limits.check(() -> OFFICE, TOKEN);
            limits.acceptedWithoutLimit(TOKEN);
        }
        limits.refused(OFFICE, TOKEN);
        assertThatThrownBy(() -> limits.check(() -> OFFICE, TOKEN)).isInstanceOf(ApiException.class);
    }

    @Test
    void hasNoLimitsWhereTheyAreZero() {
        RateLimits none = limits(0, 0);
        none.accepted(TOKEN);

        for (int i = 0; i < 20_000; i++) {
            none.check(() -> OFFICE, TOKEN);
            none.refused(OFFICE, random());
            none.check(() -> OFFICE, random());
        }
    }

    @Test
    void survivesMoreAddressesThanItRemembers() {
        for (int i = 0; i < 120_000; i++) {
            limits.refused("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), TOKEN);
        }
        guess(OFFICE, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, c0000201",
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::, 20010db800010002",
        "fe80:0:0:0:1:2:3:4%eth0, fe80000000000000",
        "::ffff:192.0.2.1, c0000201",
        "_hidden, _hidden"
    })
    void countsIpv6PerNetwork(String address, String network) {
        assertThat(RateLimits.network(address)).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "999.1.1.1", "\0"})
    void countsWhatIsNoAddressAsItIs(String address) {
        assertThat(RateLimits.network(address)).isEqualTo(address);
        assertThat(RateLimits.network(null)).isEqualTo("null");
    }

    @Test
    void letsAnAddressSignInAsOftenAsItMay() {
        limits.signIn(OFFICE);
        limits.signIn(OFFICE);

        assertThatThrownBy(() -> limits.signIn(OFFICE))
                .isInstanceOf(ApiException.class)
                .hasMessage("Too many sign-ins from this address. Try again later.");
        assertThat(refused("sign-ins")).isEqualTo(1);
        assertThatCode(() -> limits.signIn("192.0.2.2")).doesNotThrowAnyException();
        clock.advance(Duration.ofSeconds(30));
        assertThatCode(() -> limits.signIn(OFFICE)).doesNotThrowAnyException();
    }

    private void guess(String address, int times) {
        for (int i = 0; i < times; i++) {
            byte[] credential = random();
            limits.check(() -> address, credential);
            limits.refused(address, credential);
        }
    }

    private double refused(String limit) {
        return metrics.counter("rollcall.limits.refused", "limit", limit).count();
    }

    private static byte[] random() {
        byte[] fingerprint = new byte[32];
        RANDOM.nextBytes(fingerprint);
        return fingerprint;
    }

    private RateLimits limits(int failedAuthentications, int requests) {
        Limits configured = new SmallRyeConfigBuilder()
                .withMapping(Limits.class)
                .withDefaultValue("rollcall.limits.failed-authentications", String.valueOf(failedAuthentications))
                .withDefaultValue("rollcall.limits.requests", String.valueOf(requests))
                .withDefaultValue("rollcall.limits.sign-ins", "2")
                .build()
                .getConfigMapping(Limits.class);
        return new RateLimits(configured, clock, metrics);
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
