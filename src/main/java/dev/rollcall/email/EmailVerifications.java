package dev.rollcall.email;

import dev.rollcall.database.Jobs;
import dev.rollcall.database.Sql;
import dev.rollcall.email.EmailVerification.Purpose;
import dev.rollcall.http.ApiException;
import dev.rollcall.mail.LinkCodes;
import dev.rollcall.security.TokenSecret;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The addresses that wait to be verified, and the codes in their links. Writes run in the transaction that has locked the
 * account.
 */
@Singleton
class EmailVerifications {

    private static final String FAILURE = "The e-mail address could not be read";
    private static final String NOT_WRITTEN = "The e-mail address could not be written";

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final String FIND = """
            select id, user_id, email, purpose from email_verification where code_hash = ? and expires_at > now()""";

    private static final String NEWEST = """
            select id, user_id, email, purpose from email_verification
            where user_id = ? and expires_at > now() order by created_at desc limit 1""";

    private static final String ADD = """
            insert into email_verification (id, user_id, email, purpose, code_hash, created_at, expires_at)
            values (?, ?, ?, ?, ?, clock_timestamp(), now() + ? * interval '1 second')""";

    private final Sql sql;
    private final LinkCodes codes;
    private final EmailConfig config;

    EmailVerifications(Sql sql, LinkCodes codes, EmailConfig config) {
        this.sql = sql;
        this.codes = codes;
        this.config = config;
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

    /** {@return the address that a person asked to verify last, if it is open} */
    Optional<EmailVerification> newest(UUID person) {
        return sql.list(FAILURE, NEWEST, EmailVerification::of, person).stream().findFirst();
    }

    /**
     * Finds the address that a link verifies.
     *
     * @param code from the link; may be null
     * @throws ApiException 403 if the link is another account's, 404 if it does not work any more
     */
    EmailVerification find(UUID person, String code) {
        if (code == null || !CODE.matcher(code).matches()) {
            throw unknown();
        }
        EmailVerification found = sql.list(FAILURE, FIND, EmailVerification::of, TokenSecret.hash(code)).stream()
                .findFirst()
                .orElseThrow(EmailVerifications::unknown);
        if (!found.userId().equals(person)) {
            throw ApiException.forbidden("This link is for another account. Sign out, sign in to the account that asked"
                    + " for it, and open the link again.");
        }
        return found;
    }

    static ApiException unknown() {
        return ApiException.notFound("This link does not work any more: it was used, canceled or has expired. Ask for"
                + " another one on the page of your e-mail address.");
    }

    /** Begins to verify an address. It replaces an earlier one with the same purpose. */
    EmailVerification add(UUID person, String address, Purpose purpose) {
        delete(person, purpose);
        EmailVerification added = new EmailVerification(UUID.randomUUID(), person, address, purpose);
        sql.update(
                NOT_WRITTEN,
                ADD,
                added.id(),
                person,
                address,
                purpose.stored,
                TokenSecret.hash(code(added.id())),
                config.lifetime().toSeconds());
        return added;
    }

    /** Lets the link of an address work for its whole lifetime again. */
    void renew(EmailVerification open) {
        sql.update(
                NOT_WRITTEN,
                "update email_verification set expires_at = now() + ? * interval '1 second' where id = ?",
                config.lifetime().toSeconds(),
                open.id());
    }

    /** {@return whether there was one} */
    boolean delete(UUID person, Purpose purpose) {
        return sql.update(
                        NOT_WRITTEN,
                        "delete from email_verification where user_id = ? and purpose = ?",
                        person,
                        purpose.stored)
                > 0;
    }

    void deleteAll(UUID person) {
        sql.update(NOT_WRITTEN, "delete from email_verification where user_id = ?", person);
    }

    /** {@return the code in the link of a verification} */
    String code(UUID verification) {
        return codes.of(("email verification " + verification).getBytes(StandardCharsets.US_ASCII));
    }
}
