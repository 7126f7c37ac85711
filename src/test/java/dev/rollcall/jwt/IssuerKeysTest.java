package dev.rollcall.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.http.ApiException;
import dev.rollcall.testing.TestIssuer;
import java.io.IOException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.Test;

/** When the service fetches an issuer's keys, and when it does not. */
class IssuerKeysTest {

    private final Watch watch = new Watch();
    private final Server server = new Server();
    private final AtomicInteger failures = new AtomicInteger();
    private final IssuerKeys keys = new IssuerKeys(
            "https://issuer.example.com/keys",
            server,
            watch,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            failures::incrementAndGet);

    @Test
    void areFetchedWithTheFirstTokenAndAgainAfterAMinute() throws Exception {
        assertThat(server.fetches).hasValue(0);
        resolve(server.key);
        resolve(server.key);
        assertThat(server.fetches).hasValue(1);

        watch.pass(59);
        resolve(server.key);
        assertThat(server.fetches).hasValue(1);

        watch.pass(1);
        resolve(server.key);
        assertThat(server.fetches).hasValue(2);
    }

    @Test
    void areNotBelievedAfterAMinuteIfTheyWereWithdrawn() throws Exception {
        PublicJsonWebKey withdrawn = server.key;
        resolve(withdrawn);
        server.key = TestIssuer.newKey();

        watch.pass(59);
        resolve(withdrawn);

        watch.pass(1);
        assertUnknown(withdrawn);
    }

    @Test
    void areFetchedAtOnceForAnUnknownKeyButNotOftenForInventedOnes() throws Exception {
        resolve(server.key);
        server.key = TestIssuer.newKey();
        resolve(server.key);
        assertThat(server.fetches).hasValue(2);

        for (int i = 0; i < 100; i++) {
            assertUnknown(TestIssuer.newKey());
            watch.pass(0.09);
        }
        assertThat(server.fetches).hasValue(2);

        watch.pass(1);
        for (int i = 0; i < 100; i++) {
            assertUnknown(TestIssuer.newKey());
        }
        assertThat(server.fetches).hasValue(3);
    }

    @Test
    void areStillBelievedForTheirMinuteWhenTheServerGoesDown() throws Exception {
        resolve(server.key);
        server.down = true;

        watch.pass(59);
        resolve(server.key);
        assertThat(keys.isUp()).isTrue();

        watch.pass(1);
        assertUnavailable(server.key);
        assertThat(keys.isUp()).isFalse();
        assertThat(keys.downSince()).contains(watch.instant());
        assertThat(failures).hasValue(1);
    }

    @Test
    void areAskedForEveryTwoSecondsAtMostWhileTheServerIsDown() throws Exception {
        server.down = true;
        Instant downSince = watch.instant();
        for (int i = 0; i < 100; i++) {
            assertUnavailable(server.key);
        }
        assertThat(server.fetches).hasValue(1);

        watch.pass(2);
        assertUnavailable(server.key);
        assertThat(server.fetches).hasValue(2);
        assertThat(keys.downSince()).contains(downSince);

        server.down = false;
        assertUnavailable(server.key);
        watch.pass(2);
        resolve(server.key);
        assertThat(keys.downSince()).isEmpty();
        assertThat(failures).hasValue(2);
    }

    @Test
    void leaveOpenWhetherAKeyIsUnknownWhileTheServerIsDown() throws Exception {
        resolve(server.key);
        assertUnknown(TestIssuer.newKey());
        server.down = true;
        watch.pass(10);

        assertUnavailable(TestIssuer.newKey());
        watch.pass(1);
        assertUnavailable(TestIssuer.newKey());
        resolve(server.key);
    }

    @Test
    void areFetchedOnceForAllRequestsThatWait() throws Exception {
        ExecutorService requests = Executors.newFixedThreadPool(8);
        try {
            server.held = new CountDownLatch(1);
            List<Future<Key>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> requests.submit(() -> resolve(server.key)))
                    .toList();
            server.held.countDown();
            for (Future<Key> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(server.key.getPublicKey());
            }
        } finally {
            requests.shutdownNow();
        }
        assertThat(server.fetches).hasValue(1);
    }

    private Key resolve(PublicJsonWebKey key) throws UnresolvableKeyException {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("ES256");
        token.setKeyIdHeaderValue(key.getKeyId());
        return keys.resolveKey(token, List.of());
    }

    private void assertUnknown(PublicJsonWebKey key) {
        assertThatExceptionOfType(UnresolvableKeyException.class).isThrownBy(() -> resolve(key));
    }

    private void assertUnavailable(PublicJsonWebKey key) {
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> resolve(key));
    }

    /** A clock that the test moves. */
    private static final class Watch extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(double seconds) {
            now = now.plusMillis(Math.round(seconds * 1000));
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

    /** An issuer with one key. */
    private static final class Server implements SimpleGet {

        final AtomicInteger fetches = new AtomicInteger();
        volatile PublicJsonWebKey key = TestIssuer.newKey();
        volatile boolean down;
        volatile CountDownLatch held = new CountDownLatch(0);

        @Override
        public SimpleResponse get(String location) throws IOException {
            fetches.incrementAndGet();
            try {
                assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            if (down) {
                throw new IOException("Connection refused");
            }
            return new Response(
                    200, "OK", java.util.Map.of(), new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        }
    }
}
