package dev.rollcall.email;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.email.EmailStatus.Pending;
import dev.rollcall.email.EmailVerification.Purpose;
import dev.rollcall.http.ApiException;
import dev.rollcall.mail.LinkCodes;
import dev.rollcall.mail.Outbox;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.user.User;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Lets people verify and change their e-mail address. Rollcall sends a link to the new address, and a notice to the old
 * one. The address changes when the person, signed in to the account, confirms on the page of the link. See
 * docs/decisions/0012-pages-and-sessions.md.
 */
@ApplicationScoped
public class EmailChange {

    private static final String FAILURE = "The e-mail address could not be read";
    private static final String NOT_WRITTEN = "The e-mail address could not be written";

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{43}");

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

    private static final String FIND = """
            select id, user_id, email, purpose from email_verification where code_hash = ? and expires_at > now()""";

    private static final String NEWEST = """
            select id, user_id, email, purpose from email_verification
            where user_id = ? and expires_at > now() order by created_at desc limit 1""";

    private static final String ADD = """
            insert into email_verification (id, user_id, email, purpose, code_hash, created_at, expires_at)
            values (?, ?, ?, ?, ?, clock_timestamp(), now() + ? * interval '1 second')""";

    private static final String SENT = """
            select count(*) from mail where sender_id = ? and kind = ? and created_at > now() - interval '1 day'""";

    private final Sql sql;
    private final Outbox outbox;
    private final LinkCodes codes;
    private final EmailConfig config;
    private final AuditLog audit;
    private final Clock clock;

    EmailChange(Sql sql, Outbox outbox, LinkCodes codes, EmailConfig config, AuditLog audit, Clock clock) {
        this.sql = sql;
        this.outbox = outbox;
        this.codes = codes;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    private record Verification(UUID id, UUID userId, String email, Purpose purpose) {

        static Verification of(ResultSet row) throws SQLException {
            return new Verification(
                    row.getObject("id", UUID.class),
                    row.getObject("user_id", UUID.class),
                    row.getString("email"),
                    row.getString("purpose").equals(Purpose.CHANGE.stored) ? Purpose.CHANGE : Purpose.PRIMARY);
        }
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        jobs.every(config.cleanupInterval(), "email-verifications", this::deleteExpired);
    }

    /** Deletes addresses that nobody verified in time. */
    void deleteExpired() {
        sql.update(
                "The expired verifications could not be deleted",
                "delete from email_verification where expires_at <= now()");
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
                send(source, add(person, person.email, Purpose.PRIMARY));
            }
            return open;
        }
        Verification added = add(person, address, Purpose.CHANGE);
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
        Optional<Verification> open =
                sql.list(FAILURE, NEWEST, Verification::of, person.id).stream().findFirst();
        if (open.isPresent()) {
            sql.update(
                    NOT_WRITTEN,
                    "update email_verification set expires_at = now() + ? * interval '1 second' where id = ?",
                    config.lifetime().toSeconds(),
                    open.get().id());
            send(source, open.get());
        } else if (person.email != null && person.emailVerifiedAt == null) {
            send(source, add(person, person.email, Purpose.PRIMARY));
        } else {
            throw ApiException.conflict("No e-mail address of your account waits to be verified.");
        }
    }

    /** Gives up the change of address that the person asked for. Does nothing if there is none. */
    @Transactional
    public void cancel(Source source) {
        User.lock(source.actorId());
        if (EmailVerification.giveUpChange(source.actorId(), clock.instant())) {
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
        return find(person, code).email();
    }

    /**
     * Makes the address of a link the verified address of the account.
     *
     * @throws ApiException as {@link #address}; 409 if another account has verified the address meanwhile
     */
    @Transactional
    public void confirm(Source source, String code) {
        User person = User.locked(source.actorId()).orElseThrow();
        Verification verification = find(person.id, code);
        boolean change = verification.purpose() == Purpose.CHANGE;
        if (!change && !ForeignText.same(verification.email(), person.email)) {
            throw unknown();
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
        sql.update(NOT_WRITTEN, "delete from email_verification where user_id = ?", person.id);
        audit.record(
                change ? Action.EMAIL_CHANGED : Action.EMAIL_VERIFIED,
                source,
                null,
                person.id,
                change ? "Changed and verified their e-mail address" : "Verified their e-mail address");
    }

    private Verification find(UUID person, String code) {
        if (code == null || !CODE.matcher(code).matches()) {
            throw unknown();
        }
        Verification found = sql.list(FAILURE, FIND, Verification::of, TokenSecret.hash(code)).stream()
                .findFirst()
                .orElseThrow(EmailChange::unknown);
        if (!found.userId().equals(person)) {
            throw ApiException.forbidden("This link is for another account. Sign out, sign in to the account that asked"
                    + " for it, and open the link again.");
        }
        return found;
    }

    private static ApiException unknown() {
        return ApiException.notFound("This link does not work any more: it was used, canceled or has expired. Ask for"
                + " another one on the page of your e-mail address.");
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

    private Verification add(User person, String address, Purpose purpose) {
        sql.update(
                NOT_WRITTEN,
                "delete from email_verification where user_id = ? and purpose = ?",
                person.id,
                purpose.stored);
        Verification added = new Verification(UUID.randomUUID(), person.id, address, purpose);
        sql.update(
                NOT_WRITTEN,
                ADD,
                added.id(),
                added.userId(),
                added.email(),
                purpose.stored,
                TokenSecret.hash(code(added.id())),
                config.lifetime().toSeconds());
        return added;
    }

    /** {@return the code in the link of a verification} */
    String code(UUID verification) {
        return codes.of(("email verification " + verification).getBytes(StandardCharsets.US_ASCII));
    }

    private void send(Source source, Verification verification) {
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
