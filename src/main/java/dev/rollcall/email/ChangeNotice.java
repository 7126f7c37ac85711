package dev.rollcall.email;

import dev.rollcall.database.Sql;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.MailContent;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * The notice to the verified address of an account that is to get another one. It is sent whatever has become of the change:
 * somebody who took over a session cannot suppress it by confirming or canceling.
 */
@Singleton
class ChangeNotice implements MailContent {

    static final String KIND = "email-change-notice";

    /** The mail's sender, because the verification may be gone. */
    private static final String FIND = """
            select u.login from mail m join app_user u on u.id = m.sender_id
            where m.kind = ? and m.subject_id = ? and u.state <> 'deleted'""";

    private final Sql sql;
    private final PublicAddress address;

    ChangeNotice(Sql sql, PublicAddress address) {
        this.sql = sql;
        this.address = address;
    }

    /** What the templates show. */
    record Notice(String login, String server, String page, String sessions) {}

    @CheckedTemplate(basePath = "mails", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {

        private Templates() {}

        static native TemplateInstance noticeText(Notice notice);

        static native TemplateInstance noticePage(Notice notice);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Message> message(UUID verification) {
        return sql
                .list(
                        "The account could not be read",
                        FIND,
                        row -> new Notice(
                                row.getString("login"),
                                address.url().getAuthority(),
                                address.link("/account/email"),
                                address.link("/account/sessions")),
                        KIND,
                        verification)
                .stream()
                .findFirst()
                .map(notice -> new Message(
                        "The e-mail address of " + notice.login() + " is about to change",
                        Templates.noticeText(notice).render(),
                        Templates.noticePage(notice).render()));
    }
}
