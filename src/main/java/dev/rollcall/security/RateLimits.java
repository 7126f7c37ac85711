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
 * How often clients may call this replica: credentials that are refused are counted per address, those that work by
 * themselves. A mechanism {@linkplain #check checks} a credential before it looks it up or verifies it, and says
 * afterwards whether it was {@linkplain #accepted accepted} or {@linkplain #refused refused}. See
 * docs/decisions/0008-limits-per-replica.md.
 */
@Singleton
public class RateLimits {

    /** Some 10 MB each when full; then the entries that are used least go, and their counts with them. */
    private static final int MAXIMUM_ENTRIES = 50_000;

    private static final int IPV6_NETWORK_BYTES = 8;

    private final Limits limits;
    private final TimeMeter time;
    private final Counter refusedGuesses;
    private final Counter refusedRequests;
    private final Counter refusedSignIns;

    /** Refused credentials by the network that they came from. */
    private final Cache<String, Bucket> failures =
            Caffeine.newBuilder().maximumSize(MAXIMUM_ENTRIES).build();

    /** Steps of sign-ins by the network that they came from. */
    private final Cache<String, Bucket> signIns =
            Caffeine.newBuilder().maximumSize(MAXIMUM_ENTRIES).build();

    /** Requests by the fingerprint of their credential, which worked the last time that it was presented. */
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
                .description("Requests answered 429, by the limit that they were beyond")
                .tag("limit", limit)
                .register(metrics);
    }

    /**
     * Lets a credential be tried. One that worked before counts as a request; for any other its address must not have
     * presented too many that were refused.
     *
     * @param address the client's IP address, asked for only if the credential is new here
     * @param fingerprint a hash that tells the credential from all others
     * @throws ApiException 429 if it has to wait
     */
    public void check(Supplier<String> address, byte[] fingerprint) {
        Bucket known = requests.getIfPresent(ByteBuffer.wrap(fingerprint));
        if (known != null) {
            ConsumptionProbe request = known.tryConsumeAndReturnRemaining(1);
            if (!request.isConsumed()) {
                refusedRequests.increment();
                throw tooMany("Too many requests with this token.", request.getNanosToWaitForRefill());
            }
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

    /** Notes that a credential works. */
    public void accepted(byte[] fingerprint) {
        requests.asMap().computeIfAbsent(ByteBuffer.wrap(fingerprint), first -> perMinute(limits.requests()));
    }

    /** Notes that a credential does not work, or no longer. */
    public void refused(String address, byte[] fingerprint) {
        requests.invalidate(ByteBuffer.wrap(fingerprint));
        failures.get(network(address), first -> perMinute(limits.failedAuthentications()))
                .tryConsume(1);
    }

    /**
     * Counts a step of a browser's sign-in: each asks the database or a provider, and needs no credential.
     *
     * @param address the client's IP address
     * @throws ApiException 429 if it has to wait
     */
    public void signIn(String address) {
        ConsumptionProbe step = signIns.get(network(address), first -> perMinute(limits.signIns()))
                .tryConsumeAndReturnRemaining(1);
        if (!step.isConsumed()) {
            refusedSignIns.increment();
            throw tooMany("Too many sign-ins from this address.", step.getNanosToWaitForRefill());
        }
    }

    /** A minute's worth may come at once; what was used comes back evenly. */
    private Bucket perMinute(int limit) {
        int capacity = limit == 0 ? Integer.MAX_VALUE : limit;
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(capacity).refillGreedy(capacity, Duration.ofMinutes(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    /** Who has one IPv6 address has 2^64 of them. */
    static String network(String address) {
        // Behind the percent sign is the name of an interface here.
        String text = String.valueOf(address).replaceFirst("%.*", "");
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(text);
        if (parsed == null) {
            // A trusted proxy may name a client in some other way, or not at all.
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
