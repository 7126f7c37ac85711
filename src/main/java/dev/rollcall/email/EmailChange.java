package dev.rollcall.email;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.email.EmailStatus.Pending;
import dev.rollcall.email.EmailVerification.Purpose;
import dev.rollcall.http.ApiException;
import dev.rollcall.mail.Outbox;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Lets people verify and change their e-mail address. Rollcall sends a link to the new address, and a notice to the old
 * one. The address changes when the person, signed in to the account, confirms on the page of the link. See
 * docs/decisions/0012-pages-and-sessions.md.
 */
@ApplicationScoped
public class EmailChange {

    private static final String FAILURE = "The e-mail address could not be read";

    private static final String STATUS = """
            select u.email, u.email_verified_at is not null as verified,
                exists (select from membership m where m.user_id = u.id and m.manages_account) as managed,
                v.email as pending, v.purpose, v.expires_at, e.state as mail_state, e.failure as mail_failure
            from app_user u
            left join lateral (
                select id, email, purpose, expires_at from email_verification
                where user_id = u.id and expires_at > now() order by created_at desc limit 1) v on true
            left join lateral (
                select state, failure from mail where subject_id = v.id and kind = ? order by created_at desc limit 1) e
                on true
            where u.id = ?""";

    private static final String SENT = """
            select count(*) from mail where sender_id = ? and kind = ? and created_at > now() - interval '1 day'""";

    private final Sql sql;
    private final Outbox outbox;
    private final EmailVerifications verifications;
    private final EmailConfig config;
    private final AuditLog audit;
    private final Clock clock;

    EmailChange(
            Sql sql, Outbox outbox, EmailVerifications verifications, EmailConfig config, AuditLog audit, Clock clock) {
        this.sql = sql;
        this.outbox = outbox;
        this.verifications = verifications;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    /** {@return the address of a person, and the one that waits to be verified} */
    public EmailStatus status(UUID person) {
        return sql.list(
                        FAILURE,
                        STATUS,
                        row -> {
                            String pending = row.getString("pending");
                            return new EmailStatus(
                                    row.getString("email"),
                                    row.getBoolean("verified"),
                                    row.getBoolean("managed"),
                                    outbox.isOn(),
                                    pending == null
                                            ? null
                                            : Pending.of(
                                                    pending,
                                                    row.getString("purpose"),
                                                    row.getObject("expires_at", OffsetDateTime.class)
                                                            .toInstant(),
                                                    row.getString("mail_state"),
                                                    row.getString("mail_failure")));
                        },
                        VerificationMail.KIND,
                        person)
                .get(0);
    }

    /**
     * Starts to change the address of the person who asks. Replaces a change that was started before. Whether another
     * account has the address does not matter here, so nobody can find out who has an account.
     *
     * @param wanted the new address; may be null. If it is the current one, also in upper or lower case, it is verified
     *     if it was not, and does not change
     * @return whether a link was sent
     * @throws ApiException 400 if it is no address, 403 if an organization manages the account, 409 if this server sends
     *     no mails, 429 if there were too many
     */
    @Transactional
    public boolean change(Source source, String wanted) {
        User person = writer(source);
        String address = ForeignText.email(wanted)
                .orElseThrow(() -> ApiException.badRequest("Write an e-mail address, for example ada@example.com."));
        if (ForeignText.same(address, person.email)) {
            boolean open = person.emailVerifiedAt == null;
            if (open) {
                send(source, verifications.add(person.id, person.email, Purpose.PRIMARY));
                recordLink(source);
            }
            return open;
        }
        EmailVerification added = verifications.add(person.id, address, Purpose.CHANGE);
        send(source, added);
        if (person.emailVerifiedAt != null) {
            mail(source, ChangeNotice.KIND, added.id(), person.email);
        }
        audit.record(Action.EMAIL_CHANGE_REQUESTED, source, null, person.id, "Asked to change their e-mail address");
        return true;
    }

    /**
     * Sends the link of the address that waits again. It works for its whole lifetime again. If none waits, begins to
     * verify the current address.
     *
     * @throws ApiException as {@link #change}; 409 if there is nothing to verify
     */
    @Transactional
    public void resend(Source source) {
        User person = writer(source);
        Optional<EmailVerification> open = verifications.newest(person.id);
        if (open.isPresent()) {
            verifications.renew(open.get());
            send(source, open.get());
        } else if (person.email != null && person.emailVerifiedAt == null) {
            send(source, verifications.add(person.id, person.email, Purpose.PRIMARY));
        } else {
            throw ApiException.conflict("No e-mail address of your account waits to be verified.");
        }
        recordLink(source);
    }

    private void recordLink(Source source) {
        audit.record(
                Action.EMAIL_LINK_REQUESTED,
                source,
                null,
                source.actorId(),
                "Asked for a link that verifies their e-mail address");
    }

    /**
     * Gives up the change of address that the person asked for. Does nothing if there is none.
     *
     * @throws ApiException 400 if the newest open one is the current address (contract, section 2.7)
     */
    @Transactional
    public void cancel(Source source) {
        User.lock(source.actorId());
        Optional<EmailVerification> open = verifications.newest(source.actorId());
        if (open.filter(newest -> newest.purpose() == Purpose.PRIMARY).isPresent()) {
            throw ApiException.badRequest("Cannot delete the pending verification for primary email.");
        }
        if (open.isPresent() && verifications.delete(source.actorId(), Purpose.CHANGE)) {
            audit.record(
                    Action.EMAIL_CHANGE_CANCELED,
                    source,
                    null,
                    source.actorId(),
                    "Canceled the change of their e-mail address");
        }
    }

    /**
     * Finds the address that a link verifies. Changes nothing, because mail scanners open links.
     *
     * @param code from the link; may be null
     * @throws ApiException 403 if the link is another account's, 404 if it does not work any more
     */
    public String address(UUID person, String code) {
        return verifications.find(person, code).email();
    }

    /**
     * Makes the address of a link the verified address of the account.
     *
     * @throws ApiException as {@link #address}; 409 if another account has verified the address meanwhile
     */
    @Transactional
    public void confirm(Source source, String code) {
        User person = User.locked(source.actorId()).orElseThrow();
        EmailVerification verification = verifications.find(person.id, code);
        boolean change = verification.purpose() == Purpose.CHANGE;
        if (!change && !ForeignText.same(verification.email(), person.email)) {
            throw EmailVerifications.unknown();
        }
        if (change) {
            requireUnmanaged(person.id);
            person.email = verification.email();
            person.emailEdited = true;
        }
        person.emailVerifiedAt = clock.instant();
        try {
            User.flush();
        } catch (ConstraintViolationException taken) {
            throw ApiException.conflict("Another account has verified the address " + verification.email()
                    + ". Choose another address, or change the address of that account first.");
        }
        verifications.deleteAll(person.id);
        audit.record(
                change ? Action.EMAIL_CHANGED : Action.EMAIL_VERIFIED,
                source,
                null,
                person.id,
                change ? "Changed and verified their e-mail address" : "Verified their e-mail address");
    }

    /** Locks the account, so that two changes of it happen one after the other. */
    private User writer(Source source) {
        User person = User.locked(source.actorId()).orElseThrow();
        requireUnmanaged(person.id);
        if (!outbox.isOn()) {
            throw ApiException.conflict("This server sends no mails, so it cannot verify addresses. Ask your"
                    + " administrator to set your address.");
        }
        return person;
    }

    private void requireUnmanaged(UUID person) {
        if (sql.query(
                FAILURE, "select from membership where user_id = ? and manages_account", ResultSet::next, person)) {
            throw ApiException.forbidden(
                    "Your organization manages this account. Ask its admins to change the e-mail address.");
        }
    }

    private void send(Source source, EmailVerification verification) {
        long sent = sql.query(
                FAILURE,
                SENT,
                row -> {
                    row.next();
                    return row.getLong(1);
                },
                source.actorId(),
                VerificationMail.KIND);
        if (sent >= config.maxPerAccount()) {
            throw tooMany("Your account asked for too many mails within 24 hours.");
        }
        mail(source, VerificationMail.KIND, verification.id(), verification.email());
    }

    private void mail(Source source, String kind, UUID verification, String address) {
        if (!outbox.add(kind, source.actorId(), null, Map.of(verification, address))
                .isEmpty()) {
            throw tooMany("There were too many mails to " + address + " within 24 hours.");
        }
    }

    private static ApiException tooMany(String sentence) {
        return ApiException.tooManyRequests(sentence + " Try again later.", Duration.ofHours(1));
    }
}
