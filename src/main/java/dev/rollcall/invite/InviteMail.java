package dev.rollcall.invite;

import dev.rollcall.database.Sql;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.mail.MailContent;
import dev.rollcall.organization.Role;
import dev.rollcall.provider.ForeignText;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The mail with the link of an invitation. It is not sent if the invitation was accepted, canceled or has expired. */
@Singleton
class InviteMail implements MailContent {

    static final String KIND = "invite";

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd 'at' HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** So that a long name does not hide what the mail is about. */
    private static final int MAX_NAME = 80;

    private static final String FIND = """
            select i.generation, i.role, r.name as custom_role, i.expires_at, o.login, o.name,
                coalesce(nullif(coalesce(s.name, i.sender_name), ''), s.login, i.sender_login) as sender
            from invite i
            join organization o on o.id = i.organization_id
            left join role r on r.id = i.role_id
            left join app_user s on s.id = i.sender_id and s.state <> 'deleted'
            where i.id = ? and i.accepted_at is null and i.canceled_at is null
                and (i.expires_at is null or i.expires_at > now())""";

    private final Sql sql;
    private final InviteLinks links;
    private final PublicAddress address;

    InviteMail(Sql sql, InviteLinks links, PublicAddress address) {
        this.sql = sql;
        this.links = links;
        this.address = address;
    }

    /** What the templates show. Names are cut, and without characters that show nothing. */
    record Letter(
            String sender,
            String organization,
            String login,
            String server,
            String role,
            String link,
            String expires) {}

    @CheckedTemplate(basePath = "mails", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {

        private Templates() {}

        static native TemplateInstance inviteText(Letter letter);

        static native TemplateInstance invitePage(Letter letter);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Message> message(UUID inviteId) {
        return sql.list("The invitation could not be read", FIND, row -> letter(inviteId, row), inviteId).stream()
                .findFirst()
                .map(letter -> new Message(
                        letter.sender() + " invites you to " + letter.organization(),
                        Templates.inviteText(letter).render(),
                        Templates.invitePage(letter).render()));
    }

    private Letter letter(UUID inviteId, ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        String custom = row.getString("custom_role");
        return new Letter(
                name(row.getString("sender")),
                name(row.getString("name")),
                row.getString("login"),
                address.url().getAuthority(),
                custom == null ? Role.of(row.getString("role")).orElseThrow().title : name(custom),
                links.link(inviteId, row.getInt("generation")),
                expires == null ? "" : EXPIRY.format(expires));
    }

    private static String name(String text) {
        String visible = ForeignText.visible(text);
        int length = visible.codePointCount(0, visible.length());
        return length <= MAX_NAME ? visible : visible.substring(0, visible.offsetByCodePoints(0, MAX_NAME)) + "...";
    }
}
