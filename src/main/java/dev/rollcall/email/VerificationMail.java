package dev.rollcall.email;

import dev.rollcall.database.Sql;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.MailContent;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The mail to an address that waits to be verified. It is not sent if the address no longer waits. */
@Singleton
class VerificationMail implements MailContent {

    static final String KIND = "email-verification";

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd 'at' HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String FIND = """
            select u.login, v.expires_at from email_verification v join app_user u on u.id = v.user_id
            where v.id = ? and v.expires_at > now() and u.state = 'active'""";

    private final Sql sql;
    private final EmailVerifications verifications;
    private final PublicAddress address;

    VerificationMail(Sql sql, EmailVerifications verifications, PublicAddress address) {
        this.sql = sql;
        this.verifications = verifications;
        this.address = address;
    }

    /** What the templates show. */
    record Letter(String login, String server, String link, String expires) {}

    @CheckedTemplate(basePath = "mails", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {

        private Templates() {}

        static native TemplateInstance verificationText(Letter letter);

        static native TemplateInstance verificationPage(Letter letter);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Message> message(UUID verification) {
        return sql
                .list(
                        "The e-mail address could not be read",
                        FIND,
                        row -> new Letter(
                                row.getString("login"),
                                address.url().getAuthority(),
                                address.link("/verify-email?code=" + verifications.code(verification)),
                                EXPIRY.format(row.getObject("expires_at", OffsetDateTime.class))),
                        verification)
                .stream()
                .findFirst()
                .map(letter -> new Message(
                        "Verify this e-mail address for " + letter.login(),
                        Templates.verificationText(letter).render(),
                        Templates.verificationPage(letter).render()));
    }
}
