package dev.rollcall.mail;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.mail.MailContent.Message;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Sends the mails of the {@link Outbox}. Each replica takes one mail at a time and leases it by the database's clock, so no
 * two replicas send the same one. If a replica dies after the server took a mail, the mail is sent again. No transaction
 * is open while the mail server answers. See docs/decisions/0025-mails-from-an-outbox.md.
 */
@Singleton
class MailDelivery {

    /** Longer than sending, so that a slow replica still writes the result before another takes the mail. */
    private static final Duration LEASE_AFTER_TIMEOUT = Duration.ofSeconds(30);

    /** There is no such mailbox, it is elsewhere, or its name is not allowed (RFC 5321, section 4.2.3). */
    private static final Set<Integer> REFUSALS = Set.of(550, 551, 553);

    private static final int MAX_FAILURE = 300;

    private static final int BATCH = 1000;

    private static final String TAKE = """
            update mail set attempt = attempt + 1, lease = ?, next_try_at = now() + ? * interval '1 second'
            where id = (
                select id from mail where state = 'waiting' and next_try_at <= now()
                order by next_try_at limit 1 for update skip locked)
            returning id, lease, kind, subject_id, recipient""";

    /** Writes nothing if the replica has lost its lease. */
    private static final String FINISH = """
            update mail set state = ?, finished_at = now(), failure = ?
            where id = ? and lease = ? and state = 'waiting'""";

    private static final String RETRY = """
            update mail set failure = ?, lease = null,
                state = case when created_at < now() - ? * interval '1 second' then 'abandoned' else 'waiting' end,
                finished_at = case when created_at < now() - ? * interval '1 second' then now() end,
                next_try_at = now() + least(?, ? * power(2, least(attempt - 1, 20))) * interval '1 second'
            where id = ? and lease = ? and state = 'waiting'
            returning state""";

    private static final String DELETE = """
            delete from mail where id in (
                select id from mail where finished_at < now() - ? * interval '1 second'
                limit ? for update skip locked)""";

    private final Sql sql;
    private final Outbox outbox;
    private final MailConfig config;
    private final ReactiveMailer mailer;
    private final Vertx vertx;
    private final Map<String, MailContent> contents;
    private final MailMetrics metrics;

    MailDelivery(
            Sql sql,
            Outbox outbox,
            MailConfig config,
            ReactiveMailer mailer,
            Vertx vertx,
            @All List<MailContent> contents,
            MailMetrics metrics) {
        this.sql = sql;
        this.outbox = outbox;
        this.config = config;
        this.mailer = mailer;
        this.vertx = vertx;
        this.contents = contents.stream().collect(Collectors.toMap(MailContent::kind, Function.identity()));
        this.metrics = metrics;
    }

    private record Due(UUID id, UUID lease, String kind, UUID subjectId, String recipient) {

        static Due of(ResultSet row) throws SQLException {
            return new Due(
                    row.getObject("id", UUID.class),
                    row.getObject("lease", UUID.class),
                    row.getString("kind"),
                    row.getObject("subject_id", UUID.class),
                    row.getString("recipient"));
        }
    }

    void schedule(@Observes StartupEvent starting, Jobs jobs) {
        if (outbox.isOn()) {
            jobs.every(config.every(), "mails", this::run);
            jobs.every(Duration.ofHours(1), "finished-mails", this::deleteFinished);
        }
    }

    /** Sends what is due. Stops at the first failure that other mails would have too. */
    void run() {
        Optional<Due> due = take();
        while (due.isPresent() && send(due.get())) {
            due = take();
        }
    }

    private Optional<Due> take() {
        return sql
                .list(
                        "The next mail could not be taken",
                        TAKE,
                        Due::of,
                        UUID.randomUUID(),
                        config.timeout().plus(LEASE_AFTER_TIMEOUT).toSeconds())
                .stream()
                .findFirst();
    }

    /** Returns whether to go on with the next mail. */
    private boolean send(Due mail) {
        MailContent content = contents.get(mail.kind());
        if (content == null) {
            // Of a later release, during a rollout: its replicas send the mail.
            return retry(mail, "This release does not know the kind of the mail.");
        }
        Optional<Message> message = content.message(mail.subjectId());
        if (message.isEmpty()) {
            sql.update("The mail could not be deleted", "delete from mail where id = ?", mail.id());
            return true;
        }
        try {
            mailer.send(Mail.withText(
                                    mail.recipient(),
                                    Subject.encoded(message.get().subject()),
                                    message.get().text())
                            .setHtml(message.get().html())
                            .setFrom(config.from().orElseThrow())
                            // RFC 3834: no replies from robots.
                            .addHeader("Auto-Submitted", "auto-generated"))
                    // The client is called on an event loop. Called on another thread, it can miss the greeting of a
                    // server that is fast, and then waits for it.
                    .runSubscriptionOn(send -> vertx.runOnContext(ignored -> send.run()))
                    .await()
                    .atMost(config.timeout());
        } catch (RuntimeException failure) {
            return failed(mail, failure);
        }
        finish(mail, "sent", null);
        metrics.sent();
        return true;
    }

    private boolean failed(Due mail, RuntimeException failure) {
        Optional<SMTPException> answer = answer(failure);
        if (answer.filter(no -> REFUSALS.contains(no.getReplyCode())).isPresent()) {
            finish(mail, "refused", text(answer.get()));
            metrics.refused();
            // Without the address and the server's words, which contain it.
            Log.warnf(
                    "The mail server refused a mail (%s) with %d. The sender sees it.",
                    mail.kind(), answer.get().getReplyCode());
            return true;
        }
        if (answer.isEmpty()) {
            // The operator needs the cause, which contains no address: the mail has not been handed over yet.
            Log.warnf("The mail server cannot be used: %s", cause(failure));
        }
        return retry(mail, answer.map(MailDelivery::text).orElseGet(() -> failureBeforeAnswer(failure)));
    }

    private static String failureBeforeAnswer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "There was no encrypted connection to the mail server, or not to the one that was expected.";
            }
        }
        return "The mail server could not be reached, or did not answer in time.";
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private boolean retry(Due mail, String reason) {
        List<String> state = sql.list(
                "The mail could not be written",
                RETRY,
                row -> row.getString(1),
                reason,
                config.giveUpAfter().toSeconds(),
                config.giveUpAfter().toSeconds(),
                config.maxBackoff().toSeconds(),
                config.backoff().toSeconds(),
                mail.id(),
                mail.lease());
        if (state.contains("abandoned")) {
            metrics.abandoned();
            Log.errorf(
                    "A mail (%s) could not be sent for %s and is given up. The sender sees it.",
                    mail.kind(), config.giveUpAfter());
        } else {
            metrics.retried();
            Log.warnf("A mail (%s) could not be sent. It is tried again.", mail.kind());
        }
        return false;
    }

    private void finish(Due mail, String state, String failure) {
        sql.update("The mail could not be written", FINISH, state, failure, mail.id(), mail.lease());
    }

    private static Optional<SMTPException> answer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SMTPException answer) {
                return Optional.of(answer);
            }
        }
        return Optional.empty();
    }

    private static String text(SMTPException answer) {
        String printable = String.valueOf(answer.getReplyMessage()).replaceAll("[^ -~]+", " ");
        return printable.substring(0, Math.min(printable.length(), MAX_FAILURE));
    }

    /** Deletes what was sent or given up long ago. */
    void deleteFinished() {
        int deleted;
        do {
            deleted = sql.update(
                    "The finished mails could not be deleted",
                    DELETE,
                    config.retention().toSeconds(),
                    BATCH);
        } while (deleted == BATCH);
    }
}
