package dev.rollcall.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rollcall.http.ApiException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.NetUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The rate limits of this replica. Invalid credentials count per client address, requests per valid credential. An
 * authentication mechanism calls {@link #check} before it looks up or verifies a credential. Afterwards it calls
 * {@link #accepted} or {@link #refused}. See docs/decisions/0008-limits-per-replica.md.
 */
@Singleton
public class RateLimits {

    /** A full cache takes about 10 MB. It then drops the least used entries and their counts. */
    private static final int MAXIMUM_ENTRIES = 50_000;

    private static final int IPV6_NETWORK_BYTES = 8;

    private final Limits limits;
    private final TimeMeter time;
    private final Counter refusedGuesses;
    private final Counter refusedRequests;
    private final Counter refusedSignIns;

    /** Invalid credentials by client {@linkplain #network network}. */
    private final Cache<String, Bucket> failures =
            Caffeine.newBuilder().maximumSize(MAXIMUM_ENTRIES).build();

    /** Sign-in requests by client {@linkplain #network network}. */
    private final Cache<String, Bucket> signIns =
            Caffeine.newBuilder().maximumSize(MAXIMUM_ENTRIES).build();

    /** Requests by the credential's fingerprint, for credentials that were valid when they were last used. */
    private final Cache<ByteBuffer, Bucket> requests =
            Caffeine.newBuilder().maximumSize(MAXIMUM_ENTRIES).build();

    RateLimits(Limits limits, Clock clock, MeterRegistry metrics) {
        this.limits = limits;
        this.time = time(clock);
        this.refusedGuesses = counter(metrics, "failed-authentications");
        this.refusedRequests = counter(metrics, "requests");
        this.refusedSignIns = counter(metrics, "sign-ins");
    }

    private static Counter counter(MeterRegistry metrics, String limit) {
        return Counter.builder("rollcall.limits.refused")
                .description("Requests that got 429, by the limit that they exceeded")
                .tag("limit", limit)
                .register(metrics);
    }

    /**
     * Checks whether a credential may be tried. If it was valid before, counts a request. Otherwise checks how many
     * invalid credentials its client sent.
     *
     * @param address returns the client's IP address; called only if the credential is new to this replica
     * @param fingerprint a hash of the credential
     * @throws ApiException 429, with the time to wait, if a limit is exceeded
     */
    public void check(Supplier<String> address, byte[] fingerprint) {
        Bucket known = requests.getIfPresent(ByteBuffer.wrap(fingerprint));
        if (known != null) {
            count(known);
            return;
        }
        Bucket failed = failures.getIfPresent(network(address.get()));
        if (failed != null) {
            EstimationProbe guess = failed.estimateAbilityToConsume(1);
            if (!guess.canBeConsumed()) {
                refusedGuesses.increment();
                throw tooMany("Too many invalid credentials from this address.", guess.getNanosToWaitForRefill());
            }
        }
    }

    private void count(Bucket requests) {
        ConsumptionProbe request = requests.tryConsumeAndReturnRemaining(1);
        if (!request.isConsumed()) {
            refusedRequests.increment();
            throw tooMany("Too many requests with this token.", request.getNanosToWaitForRefill());
        }
    }

    /** Records that a credential is valid. From now on its requests are counted. */
    public void accepted(byte[] fingerprint) {
        requests.asMap().computeIfAbsent(ByteBuffer.wrap(fingerprint), first -> perMinute(limits.requests()));
    }

    /**
     * Records that a credential is valid whose requests are not limited, because each of them is needed: a client that is
     * refused a checkpoint loses what it has just done.
     */
    public void acceptedWithoutLimit(byte[] fingerprint) {
        requests.asMap().computeIfAbsent(ByteBuffer.wrap(fingerprint), first -> perMinute(0));
    }

    /**
     * Counts a request with one of the many credentials that a caller can have. All of them share one limit. Called
     * after {@link #check} and before the credential is {@linkplain #accepted accepted}.
     *
     * @param fingerprint a hash of the credential; {@link #check} has counted it if it was valid before
     * @param caller a hash of what all the credentials of a caller have in common
     * @throws ApiException 429, with the time to wait, if the limit is exceeded
     */
    public void share(byte[] fingerprint, byte[] caller) {
        if (requests.getIfPresent(ByteBuffer.wrap(fingerprint)) == null) {
            Bucket shared = requests.get(ByteBuffer.wrap(caller), first -> perMinute(limits.requests()));
            count(shared);
            requests.put(ByteBuffer.wrap(fingerprint), shared);
        }
    }

    /** Records that a credential is invalid, or no longer valid. */
    public void refused(String address, byte[] fingerprint) {
        requests.invalidate(ByteBuffer.wrap(fingerprint));
        failures.get(network(address), first -> perMinute(limits.failedAuthentications()))
                .tryConsume(1);
    }

    /**
     * Counts a request of the sign-in flow. These requests need no credential, but query the database or a provider.
     *
     * @param address the client's IP address
     * @throws ApiException 429, with the time to wait, if the limit is exceeded
     */
    public void signIn(String address) {
        ConsumptionProbe step = signIns.get(network(address), first -> perMinute(limits.signIns()))
                .tryConsumeAndReturnRemaining(1);
        if (!step.isConsumed()) {
            refusedSignIns.increment();
            throw tooMany("Too many sign-ins from this address.", step.getNanosToWaitForRefill());
        }
    }

    /** Allows a whole minute's budget at once. The budget refills evenly. */
    private Bucket perMinute(int limit) {
        int capacity = limit == 0 ? Integer.MAX_VALUE : limit;
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(capacity).refillGreedy(capacity, Duration.ofMinutes(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    /** {@return the key of a client: its IPv4 address, or its IPv6 /64 network, which usually belongs to one client} */
    static String network(String address) {
        // Removes the zone of a link-local address (fe80::1%eth0).
        String text = String.valueOf(address).replaceFirst("%.*", "");
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(text);
        if (parsed == null) {
            // A trusted proxy may send a name instead of an address, or nothing (RFC 7239, section 6).
            return text;
        }
        byte[] bytes = parsed.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
    }

    private static ApiException tooMany(String sentence, long nanos) {
        return ApiException.tooManyRequests(sentence + " Try again later.", Duration.ofNanos(nanos));
    }

    private static TimeMeter time(Clock clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }
}
