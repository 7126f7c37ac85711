package dev.rollcall.verdict;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.identity.Identity;
import dev.rollcall.user.User;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;

/**
 * Suspends people who have left, if the operator wants that: all their identities have been gone or suspended at their
 * providers for a while. Providers are asked again before that, because such identities are not synced, and the person
 * may be back. See docs/decisions/0011-profiles-are-reconciled-by-leases.md.
 */
@ApplicationScoped
public class Departures {

    private static final Duration SHORTEST = Duration.ofDays(1);

    /** How long a confirmed answer counts at most, until the person's other identities are confirmed too. */
    private static final Duration CONFIRMED = Duration.ofDays(7);

    /** Site administrators stay, so that somebody can restore the others. */
    private static final String LEFT = """
            u.state = 'active' and u.kind = 'person' and not u.site_admin
                and not exists (select from identity other where other.user_id = u.id
                    and (other.state not in ('gone', 'suspended')
                        or other.state_since > now() - :seconds * interval '1 second'))""";

    private static final String ASK_AGAIN = """
            update identity_sync set next_sync_at = now() where identity_id in (
                select s.identity_id
                from identity i join identity_sync s on s.identity_id = i.id join app_user u on u.id = i.user_id
                where i.state in ('gone', 'suspended') and i.state_since <= now() - :seconds * interval '1 second'
                    and s.next_sync_at is null
                    and (s.last_attempt_at is null or s.last_attempt_at <= now() - :confirmed * interval '1 second')
                    and %s
                for update of s skip locked)""".formatted(LEFT);

    /** Waits for the answers about the person's other identities: one of them may be good again. */
    private static final String HAS_LEFT = """
            select exists (select from app_user u where u.id = :user and %s
                and not exists (select from identity i join identity_sync s on s.identity_id = i.id
                    where i.user_id = u.id and i.id <> :identity and s.next_sync_at is not null)) as has_left""".formatted(LEFT);

    private final Session database;
    private final DepartureConfig config;
    private final AuditLog audit;
    private final AtomicInteger suspended = new AtomicInteger();

    Departures(Session database, DepartureConfig config, AuditLog audit) {
        this.database = database;
        this.config = config;
        this.audit = audit;
    }

    /**
     * Checks the setting.
     *
     * @throws IllegalStateException if the time is shorter than a day
     */
    void check(@Observes StartupEvent starting) {
        if (config.suspendAfter().filter(time -> time.compareTo(SHORTEST) < 0).isPresent()) {
            throw new IllegalStateException("rollcall.reconciliation.suspend-after must be at least one day");
        }
    }

    /** Makes the identities of people due who seem to have left. Does nothing without the setting. */
    @Transactional(TxType.REQUIRES_NEW)
    public void askAgain() {
        config.suspendAfter()
                .ifPresent(time -> database.createNativeMutationQuery(ASK_AGAIN)
                        .setParameter("seconds", time.toSeconds())
                        .setParameter("confirmed", (time.compareTo(CONFIRMED) < 0 ? time : CONFIRMED).toSeconds())
                        .executeUpdate());
    }

    /**
     * Suspends the account of an identity, if its person has left. Called before the identity gets its new state, when a
     * bad answer of the provider is believed again. The account must be locked by this transaction.
     */
    @Transactional(TxType.MANDATORY)
    public void suspend(Identity identity) {
        if (config.suspendAfter().isEmpty()) {
            return;
        }
        boolean left = database.createNativeQuery(HAS_LEFT, Tuple.class)
                .setParameter("user", identity.userId)
                .setParameter("identity", identity.id)
                .setParameter("seconds", config.suspendAfter().get().toSeconds())
                .getSingleResult()
                .get("has_left", Boolean.class);
        if (left) {
            User user = User.findById(identity.userId);
            user.state = User.State.SUSPENDED;
            audit.record(
                    Action.SUSPENDED,
                    Source.SERVICE,
                    null,
                    user.id,
                    "Suspended the user, because all their identities are gone or suspended at the providers");
            suspended.incrementAndGet();
        }
    }

    /** Logs how many accounts this replica has suspended since the last call. */
    public void report() {
        int number = suspended.getAndSet(0);
        if (number > 0) {
            Log.infof(
                    "Suspended %d accounts. All their identities have been gone or suspended at their providers for %d days.",
                    number, config.suspendAfter().orElseThrow().toDays());
        }
    }
}
