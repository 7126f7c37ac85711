package dev.rollcall.verdict;

import java.time.Duration;
import java.util.Optional;

/** What happens to people whom their providers no longer let in. A part of {@code rollcall.reconciliation}. */
public interface DepartureConfig {

    /**
     * Accounts are suspended if all their identities have been gone or suspended at their providers for this time. The
     * minimum is one day. Without it, no account is suspended by itself.
     */
    Optional<Duration> suspendAfter();
}
