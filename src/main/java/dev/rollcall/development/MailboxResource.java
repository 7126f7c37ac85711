package dev.rollcall.development;

import dev.rollcall.database.Sql;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;

/** Shows the mails that dev mode did not send: Quarkus' mock mailbox. The log has them, too. */
@Path("/development/mails")
@PermitAll
class MailboxResource {

    private static final Pattern LINK = Pattern.compile("https?://[!-~]+");

    /** Newest first. The mailbox forgets everything when dev mode ends, and the table does not. */
    private static final String RECIPIENTS = """
            select recipient from mail where state = 'sent' group by recipient order by max(finished_at) desc limit 100""";

    private final Sql sql;
    private final MockMailbox mailbox;

    MailboxResource(Sql sql, MockMailbox mailbox) {
        this.sql = sql;
        this.mailbox = mailbox;
    }

    /**
     * A mail on the page.
     *
     * @param links the addresses in the text, so that people can follow them
     */
    record Shown(String to, String subject, String text, List<String> links) {

        static Shown of(String to, Mail mail) {
            return new Shown(
                    to,
                    mail.getSubject(),
                    mail.getText(),
                    LINK.matcher(mail.getText())
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }
    }

    @CheckedTemplate(basePath = "development")
    static final class Templates {

        private Templates() {}

        static native TemplateInstance mails(List<Shown> mails);
    }

    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    @ResponseHeader(name = "Content-Security-Policy", value = "default-src 'none'; style-src 'self'")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @Operation(hidden = true)
    public String list() {
        List<Shown> mails = new ArrayList<>();
        for (String recipient : sql.list("The mails could not be read", RECIPIENTS, row -> row.getString(1))) {
            List<Mail> received = new ArrayList<>(mailbox.getMailsSentTo(recipient));
            Collections.reverse(received);
            received.forEach(mail -> mails.add(Shown.of(recipient, mail)));
        }
        return Templates.mails(mails).render();
    }
}
