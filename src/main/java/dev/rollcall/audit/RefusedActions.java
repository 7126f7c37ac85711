package dev.rollcall.audit;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditEvent.Reason;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Transactions;
import io.github.bucket4j.Bucket;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Records and logs what was refused. The caller is often a stranger, so this replica records at most
 * {@value #PER_MINUTE} refusals of each action per minute. The limits for sign-in steps and requests bound what one
 * client can send; this bounds what many clients can store.
 */
@Singleton
public class RefusedActions {

    /** Far more than people cause. A thousand events take about 200 kB. */
    static final int PER_MINUTE = 300;

    private final AuditLog audit;
    private final Map<Action, Bucket> budgets = new EnumMap<>(Action.class);
    private final Bucket warnings = perMinute(1);

    RefusedActions(AuditLog audit) {
        this.audit = audit;
        for (Action action : Action.values()) {
            budgets.put(action, perMinute(PER_MINUTE));
        }
    }

    /**
     * Records a refusal in a transaction of its own, because the refused one is rolled back.
     *
     * @param what names the refused action in the log, for example "A sign-in at github"; nothing from the client
     * @param source who tried, and from where; the log names only the account
     */
    public void record(Action action, Reason reason, String what, Source source) {
        if (!budgets.get(action).tryConsume(1)) {
            if (warnings.tryConsume(1)) {
                Log.warnf(
                        "More than %d refusals per minute (%s). The others are neither recorded nor logged.",
                        PER_MINUTE, action.stored);
            }
            return;
        }
        String sentence = what + " was refused: " + reason.stored;
        Log.infof("%s%s", sentence, source.actorId() == null ? "" : " (account " + source.actorId() + ")");
        Transactions.run(() -> audit.recordRefusal(action, reason, source, sentence));
    }

    private static Bucket perMinute(int number) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(number).refillGreedy(number, Duration.ofMinutes(1)))
                .build();
    }
}
