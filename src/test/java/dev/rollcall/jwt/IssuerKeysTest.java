package dev.rollcall.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.http.ApiException;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.SharedFetch;
import dev.rollcall.testing.TestIssuer;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.Test;

/** When the service fetches an issuer's keys, and when it does not. */
class IssuerKeysTest {

    private final Watch watch = new Watch();
    private final Server server = new Server();
    private final AtomicInteger failures = new AtomicInteger();
    private final Semaphore waiting = new Semaphore(8);

    /** Fetches on the thread of the request, except where a test says otherwise. */
    private final AtomicReference<Executor> executor = new AtomicReference<>(Runnable::run);

    private final IssuerKeys keys = new IssuerKeys(
            "https://issuer.example.com/keys",
            server,
            waiting,
            task -> executor.get().execute(task),
            watch,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            failures::incrementAndGet);

    @Test
    void areFetchedWithTheFirstTokenAndAgainBeforeTheyExpire() throws Exception {
        assertThat(server.fetches).hasValue(0);
        resolve(server.key);
        resolve(server.key);
        assertThat(server.fetches).hasValue(1);

        watch.pass(44);
        resolve(server.key);
        assertThat(server.fetches).hasValue(1);

        watch.pass(1);
        resolve(server.key);
        assertThat(server.fetches).hasValue(2);

        watch.pass(60);
        resolve(server.key);
        assertThat(server.fetches).hasValue(3);
    }

    @Test
    void areFetchedInTheBackgroundWhileTheOldOnesServe() throws Exception {
        resolve(server.key);
        watch.pass(45);
        List<Runnable> background = new ArrayList<>();
        executor.set(background::add);

        for (int i = 0; i < 10; i++) {
            resolve(server.key);
        }
        assertThat(background).hasSize(1);

        PublicJsonWebKey old = server.key;
        server.key = TestIssuer.newKey();
        background.get(0).run();
        executor.set(Runnable::run);
        resolve(server.key);
        assertUnknown(old);
    }

    @Test
    void makeNoRequestWaitLongForAServerThatHangs() throws Exception {
        List<Runnable> background = new ArrayList<>();
        executor.set(background::add);

        Duration first = time(() -> assertUnavailable(server.key));
        Duration second = time(() -> assertUnavailable(server.key));

        // One waits for two seconds from the start of the fetch. Later ones do not wait for this fetch.
        assertThat(first).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(4));
        assertThat(second).isLessThan(Duration.ofSeconds(1));
        assertThat(background).hasSize(1);

        background.get(0).run();
        resolve(server.key);
        assertThat(background).hasSize(1);
    }

    @Test
    void serveKnownKeysWhileAServerHangsThatAnUnknownOneIsFetchedFrom() throws Exception {
        resolve(server.key);
        List<Runnable> background = new ArrayList<>();
        executor.set(background::add);
        waiting.drainPermits();

        for (int i = 0; i < 100; i++) {
            // The fetch may still bring the key, so nobody knows whether the token is good.
            assertThat(time(() -> assertUnavailable(TestIssuer.newKey()))).isLessThan(Duration.ofSeconds(1));
            resolve(server.key);
        }
        assertThat(background).hasSize(1);
    }

    @Test
    void letNoMoreRequestsWaitThanThereArePermits() throws Exception {
        List<Runnable> background = new ArrayList<>();
        executor.set(background::add);
        waiting.drainPermits();

        assertThat(time(() -> assertUnavailable(server.key))).isLessThan(Duration.ofSeconds(1));

        background.get(0).run();
        resolve(server.key);
        assertThat(waiting.availablePermits()).isZero();
    }

    @Test
    void areFetchedAgainAfterAMistakeOfOurs() throws Exception {
        server.mistake = true;
        assertUnavailable(server.key);

        server.mistake = false;
        watch.pass(2);
        resolve(server.key);
    }

    private static Duration time(Runnable call) {
        long begin = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - begin);
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

        watch.pass(44);
        resolve(server.key);
        assertThat(keys.isUp()).isTrue();

        watch.pass(15);
        resolve(server.key);
        assertThat(keys.isUp()).isFalse();
        assertThat(keys.downSince()).contains(watch.instant());
        assertThat(failures).hasValue(1);

        watch.pass(1);
        assertUnavailable(server.key);
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
        executor.set(SharedFetch.newThreads("fetch"));
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
    private static final class Server implements Supplier<Outcome<KeySet>> {

        final AtomicInteger fetches = new AtomicInteger();
        volatile PublicJsonWebKey key = TestIssuer.newKey();
        volatile boolean down;
        volatile boolean mistake;
        volatile CountDownLatch held = new CountDownLatch(0);

        @Override
        public Outcome<KeySet> get() {
            fetches.incrementAndGet();
            try {
                assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            if (mistake) {
                throw new IllegalArgumentException("A mistake");
            }
            return down ? new Transient<>("Connection refused") : new Ok<>(new KeySet(List.of(key)));
        }
    }
}
