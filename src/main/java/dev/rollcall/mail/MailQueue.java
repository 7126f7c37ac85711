package dev.rollcall.mail;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.database.Sql;
import dev.rollcall.http.ApiException;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** What the outbox has not sent, for site administrators. */
@Singleton
public class MailQueue {

    private static final String FAILURE = "The mails could not be read";

    /** Each part reads an index of few mails, however many were sent. */
    private static final String UNSENT = """
            (select m.*, m.lease is not null and m.next_try_at > now() as sending from mail m
                where state = 'waiting' order by next_try_at limit %1$d)
            union all (select m.*, false from mail m where state = 'abandoned' order by finished_at desc limit %1$d)
            union all (select m.*, false from mail m where state = 'refused' order by finished_at desc limit %1$d)""".formatted(100);

    private static final String COUNTS = """
            select (select count(*) from mail where state = 'waiting') as waiting,
                (select count(*) from mail where state = 'abandoned') as abandoned,
                (select count(*) from mail where state = 'refused') as refused""";

    /** Not if a later mail says the same, or a replica sends it at the moment. */
    private static final String RETRY = """
            update mail m set state = 'waiting', finished_at = null, lease = null, next_try_at = now()
            where m.id = ? and m.state <> 'sent' and (m.lease is null or m.next_try_at <= now() or m.state <> 'waiting')
                and not exists (select from mail l
                    where l.kind = m.kind and l.subject_id = m.subject_id and l.created_at > m.created_at)
            returning m.recipient""";

    private final Sql sql;
    private final Outbox outbox;
    private final AuditLog audit;

    MailQueue(Sql sql, Outbox outbox, AuditLog audit) {
        this.sql = sql;
        this.outbox = outbox;
        this.audit = audit;
    }

    /** How many mails wait, were given up, and were refused by the mail server, as long as the service remembers them. */
    public record Counts(long waiting, long abandoned, long refused) {}

    /**
     * A mail that was not sent.
     *
     * @param kind what it is about, for example {@code invite}
     * @param state {@code waiting}, {@code abandoned} or {@code refused}
     * @param attempts how often the service tried to send it
     * @param nextTry when it tries next; null if it does not
     * @param sending whether a replica sends it at the moment
     * @param failure what the mail server said last, or why it could not be asked; may be null
     */
    public record UnsentMail(
            UUID id,
            String kind,
            String recipient,
            String state,
            int attempts,
            Instant created,
            Instant nextTry,
            boolean sending,
            String failure) {

        static UnsentMail of(ResultSet row) throws SQLException {
            String state = row.getString("state");
            return new UnsentMail(
                    row.getObject("id", UUID.class),
                    row.getString("kind"),
                    row.getString("recipient"),
                    state,
                    row.getInt("attempt"),
                    time(row, "created_at"),
                    state.equals("waiting") ? time(row, "next_try_at") : null,
                    row.getBoolean("sending"),
                    row.getString("failure"));
        }

        private static Instant time(ResultSet row, String column) throws SQLException {
            return row.getObject(column, OffsetDateTime.class).toInstant();
        }
    }

    /** {@return the mails that were not sent, at most 100 of each state} Those that are tried next come first. */
    public List<UnsentMail> unsent() {
        return sql.list(FAILURE, UNSENT, UnsentMail::of);
    }

    public Counts counts() {
        return sql.query(FAILURE, COUNTS, row -> {
            row.next();
            return new Counts(row.getLong("waiting"), row.getLong("abandoned"), row.getLong("refused"));
        });
    }

    /**
     * Lets the service try to send a mail now, and records who asked for it.
     *
     * @throws ApiException 400 if this server sends no mails; 404 if the mail is sent, is being sent, or a later one about
     *     the same replaces it
     */
    @Transactional
    public void retry(Source source, String id) {
        if (!outbox.isOn()) {
            throw ApiException.badRequest("This server sends no mails. Set rollcall.mail.from first.");
        }
        String recipient =
                sql.list("The mail could not be written", RETRY, row -> row.getString("recipient"), parse(id)).stream()
                        .findFirst()
                        .orElseThrow(MailQueue::gone);
        audit.record(Action.MAIL_RETRIED, source, null, parse(id), "Tried again to send a mail to '" + recipient + "'");
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notAnId) {
            throw gone();
        }
    }

    private static ApiException gone() {
        return ApiException.notFound(
                "This mail needs no other attempt: it was sent, is being sent, or a later mail about the"
                        + " same replaces it. Load the list again.");
    }
}
