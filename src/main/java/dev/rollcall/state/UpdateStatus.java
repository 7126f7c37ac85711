package dev.rollcall.state;

import java.util.Arrays;

/** What has become of an update. The names are stored. */
public enum UpdateStatus {
    NOT_STARTED("not-started", "not started", "not-started"),
    RUNNING("running", "running", "in-progress"),
    SUCCEEDED("succeeded", "succeeded", "succeeded"),
    FAILED("failed", "failed", "failed"),
    /** Somebody canceled it, or its creator may not update the stack any more. */
    CANCELLED("cancelled", "failed", "failed"),
    /** Its lease has run out. */
    TIMED_OUT("timed-out", "failed", "failed");

    public final String stored;

    /** The status in the answer to a client that waits for an update (contract for stacks, section 2, import). */
    final String polled;

    /** The result in the history (contract for stacks, section 3). */
    final String result;

    UpdateStatus(String stored, String polled, String result) {
        this.stored = stored;
        this.polled = polled;
        this.result = result;
    }

    public static UpdateStatus of(String stored) {
        return Arrays.stream(values())
                .filter(status -> status.stored.equals(stored))
                .findFirst()
                .orElseThrow();
    }
}
